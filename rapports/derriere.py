"""The familles behind a figure, for those who accompany them (never for a comité)."""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.utils import timezone

from familles.models import Famille, Intervention
from familles.models.famille import FREQUENTATIONS_ISOLEES, FamilleQuerySet, Frequentation
from referencements.models import Referencement, SuiviReferencement

from .fenetres import Fenetre
from .requetes import A_NAITRE, AGE_INCONNU, Demande, liens_enfants
from .resultats import Rattachement

Familles = FamilleQuerySet


def familles(identifiant: str, fenetre: Fenetre, territoires: frozenset[int]) -> Familles:
    """Those that the figure counts in these territoires, last seen first."""
    demande = Demande(
        debut=fenetre.debut,
        fin=fenetre.fin,
        observe_au=timezone.localdate(),
        rattachement=Rattachement.ENTREE,
        territoires=territoires,
        par=None,
    )
    return DERRIERE[identifiant](demande).order_by("-derniere_intervention_le", "pk")


def _jointes(demande: Demande) -> Familles:
    """I-01: an action of an accompagnement in the period."""
    periode = (demande.debut, demande.fin)
    interventions = Intervention.objects.pendant(*periode).filter(accompagnement__isnull=False)
    faits = Referencement.objects.faits().pendant(*periode).filter(accompagnement__isnull=False)
    suivis = SuiviReferencement.objects.apres_mediation().filter(
        date__range=periode, referencement__accompagnement__isnull=False
    )
    return Famille.objects.filter(
        Q(pk__in=demande.portee(interventions).values("famille"))
        | Q(pk__in=demande.portee(faits).values("famille"))
        | Q(pk__in=demande.portee(suivis, "referencement__").values("referencement__famille"))
    )


def _isolees(demande: Demande) -> Familles:
    return _jointes(demande).filter(frequentation_initiale__in=FREQUENTATIONS_ISOLEES)


def _a_determiner(demande: Demande) -> Familles:
    return _jointes(demande).filter(frequentation_initiale=Frequentation.INCONNUE)


def _nouvelles(demande: Demande) -> Familles:
    return _jointes(demande).exclude(premier_accompagnement_le__lt=demande.debut)


def _reconduites(demande: Demande) -> Familles:
    return _jointes(demande).filter(premier_accompagnement_le__lt=demande.debut)


def _nouvellement_jointes(demande: Demande) -> Familles:
    jointes = Famille.objects.filter(date_jointe__range=(demande.debut, demande.fin))
    return Famille.objects.filter(pk__in=demande.portee(jointes).values("pk"))


def _referees(demande: Demande) -> Familles:
    return Famille.objects.filter(pk__in=_sortants(demande).values("famille"))


def _servies(demande: Demande) -> Familles:
    amorces = _sortants(demande).filter(service_amorce_le__lte=demande.observe_au)
    return Famille.objects.filter(pk__in=amorces.values("famille"))


def _sortants(demande: Demande) -> QuerySet[Referencement]:
    faits = Referencement.objects.sortants().faits().pendant(demande.debut, demande.fin)
    return demande.portee(faits)


def _avec_enfants(age_min: int, age_max: int) -> Callable[[Demande], Familles]:
    """Jointes with a child of this age at the reference date (-1 unborn, -2 unknown)."""

    def familles(demande: Demande) -> Familles:
        liens = [
            liens_enfants(demande, lien).filter(age__range=(age_min, age_max)).values("lien_id")
            for lien in ("famille", "autre_famille")
        ]
        return _jointes(demande).filter(Q(pk__in=liens[0]) | Q(pk__in=liens[1]))

    return familles


DERRIERE: dict[str, Callable[[Demande], Familles]] = {
    "I-01": _jointes,
    "I-01n": _nouvelles,
    "I-01r": _reconduites,
    "I-01j": _nouvellement_jointes,
    "I-02": _isolees,
    "I-02x": _a_determiner,
    "I-03": _isolees,
    "I-03x": _a_determiner,
    "I-04": _avec_enfants(AGE_INCONNU, 17),
    "I-05": _avec_enfants(A_NAITRE, A_NAITRE),
    "I-06": _avec_enfants(0, 5),
    "I-06b": _avec_enfants(0, 4),
    "I-06c": _avec_enfants(A_NAITRE, 5),
    "I-07a": _avec_enfants(6, 17),
    "I-07b": _avec_enfants(AGE_INCONNU, AGE_INCONNU),
    "I-19f": _referees,
    "I-17f": _servies,
}

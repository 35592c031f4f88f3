"""What a partenaire’s own page lists, in a constant number of queries however much there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Subquery

from partenaires.models import Partenaire

from ..models import Divulgation, LienPartenaire, Referencement
from ..models.etats import A_REPONDRE, PRIS_EN_CHARGE, Etat, Sens
from ..models.referencement import ReferencementQuerySet

PAR_PAGE = 25
UN_AN = timedelta(days=365)
SANS_SUITE_ENCORE = (*A_REPONDRE, Etat.LISTE_ATTENTE)


# A list, and the one that is read after it.
Listes = tuple[ReferencementQuerySet, ReferencementQuerySet]


@dataclass(frozen=True)
class Tranche:
    """One page of a list that nobody counts."""

    lignes: list[Referencement]
    numero: int
    a_une_suite: bool


def lues_par(partenaire: Partenaire) -> ReferencementQuerySet:
    """Sortants that it may still read: agreed to, and whose latest link nobody closed."""
    liens = LienPartenaire.objects.filter(
        genre=LienPartenaire.Genre.REPONSE, referencement=OuterRef("pk")
    )
    dernier = liens.order_by("-cree_le", "-pk")[:1]
    siens = Referencement.objects.sortants().filter(partenaire=partenaire)
    return (
        siens.filter(Exists(Divulgation.objects.en_vigueur().filter(referencement=OuterRef("pk"))))
        .alias(lien_ferme_le=Subquery(dernier.values("ferme_le")))
        .filter(lien_ferme_le=None)
    )


def recues(partenaire: Partenaire) -> Listes:
    """Those to answer first."""
    ouvertes = lues_par(partenaire).ouverts()
    return ouvertes.filter(etat__in=A_REPONDRE), ouvertes.exclude(etat__in=A_REPONDRE)


def envoyees(partenaire: Partenaire) -> Listes:
    siennes = Referencement.objects.entrants().filter(partenaire=partenaire)
    return siennes, siennes.none()


def tranche(listes: Listes, numero: str) -> Tranche:
    """One page of a list followed by another, each by its index: a sort of both would read all."""
    n = max(int(numero), 1) if numero.isdecimal() and len(numero) < 6 else 1
    debut, (premieres, suivantes) = (n - 1) * PAR_PAGE, listes
    pks = _reperer(premieres, debut, PAR_PAGE + 1)
    if len(pks) <= PAR_PAGE:
        passees = 0 if pks or not debut else premieres.count()
        pks += _reperer(suivantes, 0 if pks else debut - passees, PAR_PAGE + 1 - len(pks))
    # Joined before the limit, what goes with each row would be read for ten thousand of them.
    lignes = Referencement.objects.select_related("type_besoin", "territoire").in_bulk(pks)
    lues = [lignes[pk] for pk in pks if pk in lignes]
    return Tranche(lues[:PAR_PAGE], n, len(pks) > PAR_PAGE)


def _reperer(demandes: ReferencementQuerySet, debut: int, nombre: int) -> list[int]:
    lignes = demandes.order_by("-etat_depuis", "-pk").values_list("pk", flat=True)
    return list(lignes[debut : debut + nombre])


def echanges(partenaire: Partenaire, le: date) -> dict[str, int]:
    """Give and take over the last twelve months."""
    faits = Referencement.objects.faits().filter(
        partenaire=partenaire, date_mediation__gt=le - UN_AN, date_mediation__lte=le
    )
    par_etat = faits.order_by().values_list("sens", "etat").annotate(nombre=Count("*"))
    nombres = {(sens, etat): nombre for sens, etat, nombre in par_etat}

    def compter(sens: Sens, etats: Iterable[str]) -> int:
        return sum(nombres.get((sens.value, etat), 0) for etat in etats)

    return {
        "recues": compter(Sens.SORTANT, Etat.values),
        "acceptees": compter(Sens.SORTANT, PRIS_EN_CHARGE),
        "en_attente": compter(Sens.SORTANT, SANS_SUITE_ENCORE),
        "envoyees": compter(Sens.ENTRANT, Etat.values),
        "accueillies": compter(Sens.ENTRANT, PRIS_EN_CHARGE),
    }

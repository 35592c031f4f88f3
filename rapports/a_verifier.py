"""What a gestionnaire may want mended before reporting: rows that lack something, never a fault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, When

from activites.models import ModeContact
from familles.doublons import semblables
from familles.models import Enfant, Famille, Intervention
from familles.models.famille import Frequentation
from proximite.querysets import TerritorialQuerySet
from proximite.recherche import normaliser
from referencements.models import Referencement, SuiviReferencement

from . import derriere
from .fenetres import Fenetre
from .requetes import GROSSESSE
from .resultats import Resultat

Lignes = Callable[[frozenset[int], date, Fenetre | None], TerritorialQuerySet[Any]]
JOURS_SANS_SUIVI = 30
JOURS_DE_SILENCE = 183
ADULTE = 18


@dataclass(frozen=True)
class Controle:
    """One question about the rows of some territoires on a day, those of a window if it has one.
    ``gabarit`` draws its rows; ``indicateur`` is the figure that says their share."""

    identifiant: str
    question: str
    pourquoi: str
    gabarit: str
    lignes_de: Lignes
    indicateur: str = ""

    def lignes(
        self, territoires: frozenset[int], le: date, fenetre: Fenetre | None = None
    ) -> TerritorialQuerySet[Any]:
        return self.lignes_de(territoires, le, fenetre)


@dataclass(frozen=True)
class Constat:
    controle: Controle
    nombre: int
    part: str = ""


def constats(
    territoire: int,
    le: date,
    fenetre: Fenetre | None = None,
    chiffres: Mapping[str, Resultat] | None = None,
) -> list[Constat]:
    """The questions that some rows answer, with how many, and their share if ``chiffres`` has
    it."""
    siens = frozenset({territoire})
    tous = [
        Constat(c, c.lignes(siens, le, fenetre).count(), _part(c, chiffres or {}))
        for c in CONTROLES.values()
    ]
    return [constat for constat in tous if constat.nombre]


def _part(controle: Controle, chiffres: Mapping[str, Resultat]) -> str:
    chiffre = chiffres.get(controle.indicateur)
    return chiffre.affichage if chiffre else ""


def _entrants_sans_reponse(
    territoires: frozenset[int], le: date, fenetre: Fenetre | None
) -> TerritorialQuerySet[Any]:
    return _referencements(territoires, fenetre).a_accueillir().filter(date_mediation__lte=le)


def _sans_suivi(
    territoires: frozenset[int], le: date, fenetre: Fenetre | None
) -> TerritorialQuerySet[Any]:
    limite = le - timedelta(days=JOURS_SANS_SUIVI)
    recents = SuiviReferencement.objects.filter(referencement=OuterRef("pk"), date__gte=limite)
    en_attente = _referencements(territoires, fenetre).en_attente()
    return en_attente.filter(date_mediation__lt=limite).exclude(Exists(recents))


def _ages_impossibles(
    territoires: frozenset[int], le: date, fenetre: Fenetre | None
) -> TerritorialQuerySet[Any]:
    """Born tomorrow, expected in a year, due but never said born, or grown up before it began."""
    debut = fenetre.debut if fenetre else le
    prevue = Q(precision=Enfant.Precision.PREVUE)
    majorite = date(debut.year - ADULTE, debut.month, min(debut.day, 28))
    impossibles = Enfant.objects.presents().filter(
        Q(naissance__gt=le + GROSSESSE)
        | (Q(naissance__gt=le) & ~prevue)
        | (Q(naissance__lt=le - timedelta(days=JOURS_SANS_SUIVI)) & prevue)
        | Q(naissance__lte=majorite),
        famille=OuterRef("pk"),
    )
    return _concernees(territoires, fenetre).filter(Exists(impossibles))


def _enfants_sans_age(
    territoires: frozenset[int], le: date, fenetre: Fenetre | None
) -> TerritorialQuerySet[Any]:
    sans_age = Enfant.objects.presents().filter(
        famille=OuterRef("pk"), precision=Enfant.Precision.INCONNUE
    )
    return _concernees(territoires, fenetre).filter(Exists(sans_age))


def _isolement_a_determiner(
    territoires: frozenset[int], le: date, fenetre: Fenetre | None
) -> TerritorialQuerySet[Any]:
    inconnue = Frequentation.INCONNUE
    return _concernees(territoires, fenetre).filter(frequentation_initiale=inconnue)


def _interventions_muettes(
    territoires: frozenset[int], le: date, fenetre: Fenetre | None
) -> TerritorialQuerySet[Any]:
    """Their type d’action is always said: what may be missing is all the rest."""
    siennes = Intervention.objects.filter(territoire__in=territoires)
    dates = (fenetre.debut, fenetre.fin) if fenetre else (le - timedelta(days=JOURS_DE_SILENCE), le)
    muettes = siennes.pendant(*dates).filter(mode=ModeContact.AUTRE, besoins__isnull=True, note="")
    return muettes.select_related("famille").order_by("date", "pk")


def _silencieuses(
    territoires: frozenset[int], le: date, fenetre: Fenetre | None
) -> TerritorialQuerySet[Any]:
    """As of that day, whatever the window: an accompagnement that still goes on."""
    limite = le - timedelta(days=JOURS_DE_SILENCE)
    muettes = Q(derniere_intervention_le__isnull=True, premier_accompagnement_le__lt=limite)
    return _accompagnees(territoires).filter(Q(derniere_intervention_le__lt=limite) | muettes)


def _doublons(
    territoires: frozenset[int], le: date, fenetre: Fenetre | None
) -> TerritorialQuerySet[Any]:
    """Side by side as far as their alias goes."""
    concernees = _concernees(territoires, fenetre)
    trouvees = concernees.filter(pk__in=semblables(concernees))
    cote_a_cote = sorted(trouvees, key=lambda famille: (normaliser(famille.alias), famille.pk))
    rangs = (When(pk=famille.pk, then=rang) for rang, famille in enumerate(cote_a_cote))
    return trouvees.order_by(Case(*rangs, default=0), "pk")


def _referencements(territoires: frozenset[int], fenetre: Fenetre | None) -> Any:
    lignes = Referencement.objects.dans_territoires(territoires)
    if fenetre:
        lignes = lignes.pendant(fenetre.debut, fenetre.fin)
    return lignes.select_related("partenaire", "famille").order_by("date_mediation", "pk")


def _concernees(territoires: frozenset[int], fenetre: Fenetre | None) -> Any:
    """The familles that a report of the window counts; without one, those accompagnées today."""
    if fenetre is None:
        return _accompagnees(territoires)
    jointes = derriere.familles("I-01", fenetre, territoires)
    ici = jointes.dans_territoires(territoires)
    return ici.order_by("derniere_intervention_le", "pk")


def _accompagnees(territoires: frozenset[int]) -> Any:
    lignes = Famille.objects.dans_territoires(territoires).accompagnees()
    return lignes.order_by("derniere_intervention_le", "pk")


LIGNE_FAMILLE = "rapports/partials/ligne_famille.html"
LIGNE_REFERENCEMENT = "rapports/partials/ligne_referencement.html"
LIGNE_INTERVENTION = "rapports/participation/partials/ligne_intervention.html"
CONTROLES = {
    controle.identifiant: controle
    for controle in [
        Controle(
            "entrants",
            "Référencements reçus, sans accueil noté",
            "Un partenaire a présenté une famille\u00a0: lui répondre entretient la confiance.",
            LIGNE_REFERENCEMENT,
            _entrants_sans_reponse,
        ),
        Controle(
            "sans-suivi",
            "Référencements sans suivi depuis 30\u00a0jours",
            "La réponse du partenaire manque, ou n’a pas été consignée.",
            LIGNE_REFERENCEMENT,
            _sans_suivi,
        ),
        Controle(
            "ages-impossibles",
            "Familles dont un enfant a un âge impossible",
            "Une naissance à venir, prévue mais dépassée, ou un enfant devenu adulte.",
            LIGNE_FAMILLE,
            _ages_impossibles,
        ),
        Controle(
            "ages",
            "Familles dont un enfant n’a pas d’âge",
            "Une tranche d’âge suffit, quand la famille l’a dite.",
            LIGNE_FAMILLE,
            _enfants_sans_age,
            "I-07b",
        ),
        Controle(
            "isolement",
            "Familles dont l’isolement au premier contact est à déterminer",
            "Cela s’apprend avec le temps\u00a0: rien ne presse si le lien est jeune.",
            LIGNE_FAMILLE,
            _isolement_a_determiner,
            "I-03x",
        ),
        Controle(
            "interventions",
            "Interventions qui ne disent presque rien",
            "Mode «\u00a0autre\u00a0», sans besoin ni note\u00a0: un mot de plus les rend utiles.",
            LIGNE_INTERVENTION,
            _interventions_muettes,
        ),
        Controle(
            "silence",
            "Accompagnements sans intervention depuis six mois",
            "L’accompagnement continue peut-être, ou une fin reste à consigner.",
            LIGNE_FAMILLE,
            _silencieuses,
        ),
        Controle(
            "doublons",
            "Familles qui se ressemblent",
            "Même téléphone, ou même prénom et alias proche\u00a0: peut-être une seule famille.",
            LIGNE_FAMILLE,
            _doublons,
        ),
    ]
}

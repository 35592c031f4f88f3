"""What a gestionnaire may want mended before reporting: rows that lack something, never a fault."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from familles.models import Enfant, Famille
from familles.models.famille import Frequentation
from proximite.querysets import TerritorialQuerySet
from referencements.models import Referencement, SuiviReferencement

Lignes = Callable[[frozenset[int], date], TerritorialQuerySet[Any]]
JOURS_SANS_SUIVI = 30
JOURS_DE_SILENCE = 183


@dataclass(frozen=True)
class Controle:
    """One question about the rows of some territoires on a day. ``gabarit`` draws its rows."""

    identifiant: str
    question: str
    pourquoi: str
    gabarit: str
    lignes: Lignes


@dataclass(frozen=True)
class Constat:
    controle: Controle
    nombre: int


def constats(territoire: int, le: date) -> list[Constat]:
    """The questions that some rows answer, with how many."""
    tous = [Constat(c, c.lignes(frozenset({territoire}), le).count()) for c in CONTROLES.values()]
    return [constat for constat in tous if constat.nombre]


def _entrants_sans_reponse(territoires: frozenset[int], le: date) -> TerritorialQuerySet[Any]:
    return _referencements(territoires).a_accueillir().filter(date_mediation__lte=le)


def _sans_suivi(territoires: frozenset[int], le: date) -> TerritorialQuerySet[Any]:
    limite = le - timedelta(days=JOURS_SANS_SUIVI)
    recents = SuiviReferencement.objects.filter(referencement=OuterRef("pk"), date__gte=limite)
    en_attente = _referencements(territoires).en_attente().filter(date_mediation__lt=limite)
    return en_attente.exclude(Exists(recents))


def _enfants_sans_age(territoires: frozenset[int], le: date) -> TerritorialQuerySet[Any]:
    sans_age = Enfant.objects.filter(famille=OuterRef("pk"), precision=Enfant.Precision.INCONNUE)
    return _accompagnees(territoires).filter(Exists(sans_age))


def _isolement_a_determiner(territoires: frozenset[int], le: date) -> TerritorialQuerySet[Any]:
    return _accompagnees(territoires).filter(frequentation_initiale=Frequentation.INCONNUE)


def _silencieuses(territoires: frozenset[int], le: date) -> TerritorialQuerySet[Any]:
    limite = le - timedelta(days=JOURS_DE_SILENCE)
    muettes = Q(derniere_intervention_le__isnull=True, premier_accompagnement_le__lt=limite)
    return _accompagnees(territoires).filter(Q(derniere_intervention_le__lt=limite) | muettes)


def _referencements(territoires: frozenset[int]) -> Any:
    lignes = Referencement.objects.dans_territoires(territoires)
    return lignes.select_related("partenaire", "famille").order_by("date_mediation", "pk")


def _accompagnees(territoires: frozenset[int]) -> Any:
    lignes = Famille.objects.dans_territoires(territoires).accompagnees()
    return lignes.order_by("derniere_intervention_le", "pk")


CONTROLES = {
    controle.identifiant: controle
    for controle in [
        Controle(
            "entrants",
            "Référencements reçus, sans accueil noté",
            "Un partenaire a présenté une famille : lui répondre entretient la confiance.",
            "rapports/partials/ligne_referencement.html",
            _entrants_sans_reponse,
        ),
        Controle(
            "sans-suivi",
            "Référencements sans suivi depuis 30 jours",
            "La réponse du partenaire manque, ou n’a pas été consignée.",
            "rapports/partials/ligne_referencement.html",
            _sans_suivi,
        ),
        Controle(
            "ages",
            "Familles dont un enfant n’a pas d’âge",
            "Une tranche d’âge suffit, quand la famille l’a dite.",
            "rapports/partials/ligne_famille.html",
            _enfants_sans_age,
        ),
        Controle(
            "isolement",
            "Familles dont l’isolement au premier contact est à déterminer",
            "Cela s’apprend avec le temps : rien ne presse si le lien est jeune.",
            "rapports/partials/ligne_famille.html",
            _isolement_a_determiner,
        ),
        Controle(
            "silence",
            "Accompagnements sans intervention depuis six mois",
            "L’accompagnement continue peut-être, ou une fin reste à consigner.",
            "rapports/partials/ligne_famille.html",
            _silencieuses,
        ),
    ]
}

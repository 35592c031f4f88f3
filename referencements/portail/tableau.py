"""What a partenaire’s own page lists, in a constant number of queries however much there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Subquery

from partenaires.models import Partenaire

from ..models import Divulgation, LienPartenaire, Referencement
from ..models.etats import EN_ATTENTE_DE_REPONSE, Etat, Sens
from ..models.referencement import ReferencementQuerySet
from .demandes import PRISES_EN_CHARGE

PAR_PAGE = 25
UN_AN = timedelta(days=365)
SANS_SUITE_ENCORE = (*EN_ATTENTE_DE_REPONSE, Etat.REPONSE_RECUE, Etat.LISTE_ATTENTE)


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


def recues(partenaire: Partenaire) -> ReferencementQuerySet:
    return lues_par(partenaire).ouverts()


def envoyees(partenaire: Partenaire) -> ReferencementQuerySet:
    return Referencement.objects.entrants().filter(partenaire=partenaire)


def tranche(demandes: ReferencementQuerySet, numero: str) -> Tranche:
    n = int(numero) if numero.isdecimal() and len(numero) < 6 else 1
    debut = (max(n, 1) - 1) * PAR_PAGE
    lignes = demandes.select_related("type_besoin", "territoire")
    lues = list(lignes.order_by("-etat_depuis", "-pk")[debut : debut + PAR_PAGE + 1])
    return Tranche(lues[:PAR_PAGE], max(n, 1), len(lues) > PAR_PAGE)


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
        "acceptees": compter(Sens.SORTANT, PRISES_EN_CHARGE),
        "en_attente": compter(Sens.SORTANT, SANS_SUITE_ENCORE),
        "envoyees": compter(Sens.ENTRANT, Etat.values),
        "accueillies": compter(Sens.ENTRANT, PRISES_EN_CHARGE),
    }

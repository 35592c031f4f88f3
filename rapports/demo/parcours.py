"""How a référencement goes: its états, each with its date (DOMAINE §2.15)."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from referencements.models.etats import Etat

from .hasard import Hasard

Etape = tuple[Etat, date]


class Issue(StrEnum):
    """Where a référencement will have got to, if it has time to."""

    TERMINE = "termine"
    AMORCE = "amorce"
    ACCEPTE = "accepte"
    EN_LISTE = "en_liste"
    LISTE_PUIS_SERVICE = "liste_puis_service"
    REFUSE = "refuse"
    LISTE_PUIS_REFUS = "liste_puis_refus"
    ABANDONNE = "abandonne"
    REPONDU = "repondu"
    MUET = "muet"
    EN_ATTENTE = "en_attente"


ISSUES = {
    Issue.TERMINE: 33,
    Issue.AMORCE: 17,
    Issue.ACCEPTE: 7,
    Issue.EN_LISTE: 7,
    Issue.LISTE_PUIS_SERVICE: 5,
    Issue.REFUSE: 8,
    Issue.LISTE_PUIS_REFUS: 2,
    Issue.ABANDONNE: 6,
    Issue.REPONDU: 2,
    Issue.MUET: 6,
    Issue.EN_ATTENTE: 7,
}
ISSUES_CLOSES = {
    Issue.TERMINE: 64,
    Issue.LISTE_PUIS_SERVICE: 6,
    Issue.AMORCE: 3,
    Issue.REFUSE: 12,
    Issue.LISTE_PUIS_REFUS: 3,
    Issue.ABANDONNE: 7,
}
SUITES: dict[Issue, list[Etat]] = {
    Issue.TERMINE: [Etat.ACCEPTEE, Etat.SERVICE_AMORCE, Etat.TERMINEE],
    Issue.AMORCE: [Etat.ACCEPTEE, Etat.SERVICE_AMORCE],
    Issue.ACCEPTE: [Etat.ACCEPTEE],
    Issue.EN_LISTE: [Etat.LISTE_ATTENTE],
    Issue.LISTE_PUIS_SERVICE: [Etat.LISTE_ATTENTE, Etat.SERVICE_AMORCE],
    Issue.REFUSE: [Etat.REFUSEE_PARTENAIRE],
    Issue.LISTE_PUIS_REFUS: [Etat.LISTE_ATTENTE, Etat.REFUSEE_PARTENAIRE],
    Issue.ABANDONNE: [Etat.ABANDONNEE_FAMILLE],
    Issue.REPONDU: [Etat.REPONSE_RECUE],
    Issue.MUET: [Etat.SANS_REPONSE],
    Issue.EN_ATTENTE: [],
}
# Days from the état before: at the least, mostly, at the most.
DELAIS = {
    Etat.REPONSE_RECUE: (1, 4, 24),
    Etat.ACCEPTEE: (0, 1, 20),
    Etat.LISTE_ATTENTE: (1, 5, 30),
    Etat.REFUSEE_PARTENAIRE: (1, 5, 30),
    Etat.ABANDONNEE_FAMILLE: (3, 15, 50),
    Etat.SANS_REPONSE: (14, 21, 45),
    Etat.SERVICE_AMORCE: (1, 8, 60),
    Etat.TERMINEE: (10, 50, 160),
}


def preparer(hasard: Hasard, mediation: date, *, au_plus_tot: date) -> list[Etape]:
    """Talked over with the famille, agreed to, then the personal contact."""
    discutee = hasard.jour(max(au_plus_tot, mediation - timedelta(days=12)), mediation)
    consentie = hasard.jour(discutee, mediation)
    return [
        (Etat.DISCUTEE, discutee),
        (Etat.CONSENTIE, consentie),
        (Etat.MEDIATION_FAITE, mediation),
    ]


def poursuivre(hasard: Hasard, mediation: date, issue: Issue) -> Iterator[Etape]:
    """What comes of it, up to today."""
    le = mediation
    for etat in SUITES[issue]:
        au_moins, souvent, au_plus = DELAIS[etat]
        le += timedelta(days=round(hasard.triangular(au_moins, au_plus, souvent)))
        le += timedelta(days=max(0, le.weekday() - 4) and 7 - le.weekday())
        if le > hasard.aujourdhui:
            return
        yield etat, le

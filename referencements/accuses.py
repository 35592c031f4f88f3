"""What an entrant puts in the outbox; ``referencements.courriels.entrants`` has the words. Models
call it: it imports none of theirs."""

from typing import TYPE_CHECKING

from courriels.models import Courriel

from .depots import ptp_a_prevenir

if TYPE_CHECKING:
    from .models import Referencement

ARRIVE, ACCUSE = "entrant_arrive", "entrant_accuse"
# By the état that the answer leads to.
REPONSES = {
    "acceptee": "entrant_accueilli",
    "liste_attente": "entrant_repondu",
    "refusee_partenaire": "entrant_repondu",
}


def annoncer_aux_ptp(entrant: "Referencement") -> None:
    """To each PTP who works on its territoire today."""
    for ptp in ptp_a_prevenir(entrant):
        _deposer(entrant, ARRIVE, ptp.email, cle=f"{ARRIVE}-{entrant.pk}-{ptp.pk}")


def accuser_au_partenaire(entrant: "Referencement") -> None:
    _prevenir_partenaire(entrant, ACCUSE, ACCUSE)


def repondre_au_partenaire(entrant: "Referencement") -> None:
    """Once for each answer that its état says."""
    if genre := REPONSES.get(entrant.etat):
        _prevenir_partenaire(entrant, genre, entrant.etat)


def _prevenir_partenaire(entrant: "Referencement", genre: str, evenement: str) -> None:
    """Nothing leaves for a partenaire that has no registered address."""
    if adresse := next(iter(entrant.partenaire.adresses_courriel), ""):
        _deposer(entrant, genre, adresse, cle=f"entrant-{entrant.pk}-{evenement}")


def _deposer(entrant: "Referencement", genre: str, adresse: str, *, cle: str) -> None:
    Courriel.deposer(
        genre=genre,
        destinataire=adresse,
        cle=cle,
        concerne=f"referencement-{entrant.pk}",
        donnees={"referencement": entrant.pk},
    )

"""What a passation or a transfert puts in the outbox: whom to write to and about what, never the
words, which ``familles.courriels`` has. Models call it: it imports none of theirs."""

from typing import TYPE_CHECKING

from courriels.models import Courriel

if TYPE_CHECKING:
    from comptes.models import Utilisateur
    from familles.models import Passation, Transfert

RELEVE, DEPART, REPONSE = "passation_releve", "passation_depart", "transfert_reponse"


def annoncer_la_reponse(transfert: "Transfert") -> None:
    """To who proposed it, once: she may open the fiche no more to learn it."""
    Courriel.deposer(
        genre=REPONSE,
        destinataire=transfert.saisie_par.email,
        cle=f"{REPONSE}-{transfert.pk}",
        concerne=f"transfert-{transfert.pk}",
        donnees={"transfert": transfert.pk},
    )


def annoncer_la_releve(passation: "Passation") -> None:
    """To who takes over, once."""
    if passation.a is not None:
        _deposer(RELEVE, passation, passation.a)


def annoncer_le_depart(passation: "Passation", gestionnaire: "Utilisateur") -> None:
    _deposer(DEPART, passation, gestionnaire)


def _deposer(genre: str, passation: "Passation", personne: "Utilisateur") -> None:
    Courriel.deposer(
        genre=genre,
        destinataire=personne.email,
        cle=f"{genre}-{passation.pk}-{personne.pk}",
        concerne=f"passation-{passation.pk}",
        donnees={"passation": passation.pk},
    )

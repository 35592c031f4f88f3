"""What a passation puts in the outbox: whom to write to and about what, never the words, which
``familles.courriels`` has. Models call it: it imports none of theirs."""

from typing import TYPE_CHECKING

from courriels.models import Courriel

if TYPE_CHECKING:
    from comptes.models import Utilisateur
    from familles.models import Passation

RELEVE, DEPART = "passation_releve", "passation_depart"


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

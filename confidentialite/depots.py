"""What the journal puts in the outbox: whom to write to and about what, never the words."""

from typing import TYPE_CHECKING

from courriels.models import Courriel

if TYPE_CHECKING:
    from .models import AlerteAcces

ACCES_INHABITUEL = "acces_inhabituel"


def prevenir(alerte: "AlerteAcces") -> None:
    for responsable in alerte.responsables():
        Courriel.deposer(
            genre=ACCES_INHABITUEL,
            destinataire=responsable.email,
            cle=f"acces-inhabituel-{alerte.pk}-{responsable.pk}",
            concerne=f"acces-inhabituel-{alerte.pk}",
            donnees={"alerte": alerte.pk},
        )

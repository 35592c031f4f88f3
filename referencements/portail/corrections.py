"""« Nous avons la correction »: what a partenaire had received was corrected, and it says that it
has it.

Who was told of a correction is a register of a higher app, which gives both functions here by
decorating its class with ``registre`` in a module that its ``AppConfig.ready`` imports.
"""

from datetime import date
from typing import Protocol

from ..models import Referencement

GESTE = "corriger"


class Registre(Protocol):
    def attendue(self, referencement: Referencement) -> date | None:
        """Since when this partenaire is told of a correction that it has not confirmed."""

    def confirmer(self, referencement: Referencement) -> bool:
        """Once, however often it is said; False when it was never told of any."""


REGISTRES: list[Registre] = []


def registre(classe: type[Registre]) -> type[Registre]:
    REGISTRES.append(classe())
    return classe


def attendue(referencement: Referencement) -> date | None:
    depuis = [registre.attendue(referencement) for registre in REGISTRES]
    return min((jour for jour in depuis if jour), default=None)


def confirmer(referencement: Referencement) -> bool:
    return True in {registre.confirmer(referencement) for registre in REGISTRES}

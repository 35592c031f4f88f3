"""What lasts under the master keys: each app says how what it holds goes under the current one.

A higher app decorates a function with ``renouvellement`` in a module that its ``AppConfig.ready``
imports; ``manage.py renouveler_cles`` runs them all.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Bilan:
    """How many went under the current key, and how many no key of this environment opens."""

    renouveles: int = 0
    illisibles: int = 0


Renouvellement = Callable[[], Bilan]
RENOUVELLEMENTS: dict[str, Renouvellement] = {}


def renouvellement(libelle: str) -> Callable[[Renouvellement], Renouvellement]:
    """Decorator: the function may be cut short and started again, and run twice at once."""

    def retenir(fonction: Renouvellement) -> Renouvellement:
        RENOUVELLEMENTS[libelle] = fonction
        return fonction

    return retenir

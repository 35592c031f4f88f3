"""How each kind of message is written, at the moment it leaves.

A higher app adds its own by decorating a function with ``gabarit`` in a module that its
``AppConfig.ready`` imports.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courriels.models import Courriel


@dataclass(frozen=True)
class Message:
    sujet: str
    corps: str


Gabarit = Callable[["Courriel"], Message | None]
GABARITS: dict[str, Gabarit] = {}


def gabarit(nom: str) -> Callable[[Gabarit], Gabarit]:
    """Decorator: ``fonction(courriel)`` writes the messages of the kind ``nom``.

    None says that there is nothing to send any more. What it writes to the database (a fresh
    one-time token) is committed before the message leaves.
    """

    def inscrire(fonction: Gabarit) -> Gabarit:
        GABARITS[nom] = fonction
        return fonction

    return inscrire

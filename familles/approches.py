"""The organismes approached for a famille, together for each besoin, on its page.

A higher app adds its own by decorating a function with ``source`` in a module that its
``AppConfig.ready`` imports.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from familles.models import Famille


@dataclass(frozen=True)
class Organisme:
    """``ton``: how its état is shown (``partials/etat.html``)."""

    nom: str
    etat: str
    ton: str
    url: str


@dataclass(frozen=True)
class Approche:
    besoin: str
    organismes: list[Organisme]


Source = Callable[[Famille], Iterable[Approche]]
SOURCES: list[Source] = []


def source(fonction: Source) -> Source:
    """Decorator: what ``fonction(famille)`` returns is shown, in its order."""
    SOURCES.append(fonction)
    return fonction


def approches(famille: Famille) -> list[Approche]:
    return [approche for source in SOURCES for approche in source(famille)]

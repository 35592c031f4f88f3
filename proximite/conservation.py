"""How long each kind of thing is kept, declared once; the app that ends it is a higher one.

An app declares its own with ``declarer`` in a module that its ``AppConfig.ready`` imports.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Classe:
    """``code`` and ``libelle`` (a plural noun) name it; ``duree`` and ``depuis`` say in words how
    long, counted from when, and ``source`` why that long.

    ``echues(maintenant)`` counts what is due, ``finir(maintenant)`` ends it and says how many;
    both None for what is never ended, or what another way ends.
    """

    code: str
    libelle: str
    duree: str
    depuis: str
    source: str
    echues: Callable[[datetime], int] | None = None
    finir: Callable[[datetime], int] | None = None


CLASSES: dict[str, Classe] = {}


def declarer(classe: Classe) -> Classe:
    CLASSES[classe.code] = classe
    return classe

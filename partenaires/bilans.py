"""What the history of a partenaire says to the person who looks at it, in sentences.

A higher app adds its own by decorating a function with ``source`` in a module that its
``AppConfig.ready`` imports.
"""

from collections.abc import Callable, Iterable

from comptes.models import Utilisateur
from partenaires.models import Partenaire

Source = Callable[[Utilisateur, Iterable[Partenaire]], dict[int, list[str]]]
SOURCES: list[Source] = []


def source(fonction: Source) -> Source:
    """Decorator: sentences by partenaire, in as many queries for one as for fifty."""
    SOURCES.append(fonction)
    return fonction


def bilans(utilisateur: Utilisateur, partenaires: Iterable[Partenaire]) -> dict[int, list[str]]:
    """Every sentence about each of them; none where there is no history."""
    lignes = list(partenaires)
    trouves = [source(utilisateur, lignes) for source in SOURCES]
    return {p.pk: [phrase for t in trouves for phrase in t.get(p.pk, [])] for p in lignes}

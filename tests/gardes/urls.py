"""Every URL of the project, and what is expected of it. A URL without an expectation fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from .conftest import Registre

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Route:
    nom: str
    parametres: frozenset[str]
    motif: str


@dataclass(frozen=True)
class Attente:
    """Who reaches a URL; anyone else signed in gets 404, anyone not signed in is sent to log in.

    ``objet`` gives the arguments that name an object of a registry, ``commun`` those of a page
    that is the same for everyone. ``public`` is the reason why nobody has to be signed in;
    ``partenaire``: it takes the session that a mailed code opened, and no account counts.
    """

    roles: frozenset[str] = frozenset()
    objet: Callable[[Registre], Arguments] | None = None
    commun: Arguments = field(default_factory=dict)
    public: str = ""
    partenaire: bool = False


def routes() -> list[Route]:
    return sorted(_parcourir(get_resolver().url_patterns), key=lambda route: route.nom)


def motifs() -> dict[str, str]:
    """The address of each URL, as ``urls.py`` writes it."""
    return {route.nom: route.motif for route in routes()}


def _parcourir(
    motifs: list[Any], espace: str = "", herites: tuple[str, ...] = (), chemin: str = ""
) -> Iterator[Route]:
    for motif in motifs:
        parametres = (*herites, *motif.pattern.converters, *motif.pattern.regex.groupindex)
        if isinstance(motif, URLResolver):
            interne = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from _parcourir(
                motif.url_patterns, interne, parametres, f"{chemin}{motif.pattern}"
            )
        elif isinstance(motif, URLPattern):
            nom = f"{espace}{motif.name or motif.pattern}"
            yield Route(nom, frozenset(parametres), f"{chemin}{motif.pattern}")


def adresse(nom: str, arguments: Arguments) -> str:
    return reverse(nom, kwargs=arguments)

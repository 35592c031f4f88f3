"""Counters kept on the Famille row, each declared beside the model it counts.

One expression per counter serves every write (``actualiser_compteurs``) and the reconciliation
command; a higher app declares its own the same way.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

COMPTEURS: dict[str, Callable[[], Any]] = {}


def declarer(champ: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Decorator: the function returns the expression that fills ``Famille.<champ>``."""

    def enregistrer(expression: Callable[[], Any]) -> Callable[[], Any]:
        COMPTEURS[champ] = expression
        return expression

    return enregistrer


def nombre(lignes: QuerySet, par: str = "famille") -> Coalesce:
    return Coalesce(_agreger(lignes, Count("pk"), par), 0)


def premiere(lignes: QuerySet, champ: str) -> Subquery:
    return _agreger(lignes, Min(champ))


def derniere(lignes: QuerySet, champ: str) -> Subquery:
    return _agreger(lignes, Max(champ))


def _agreger(lignes: QuerySet, agregat: Count | Min | Max, par: str = "famille") -> Subquery:
    de_la_famille = lignes.filter(**{par: OuterRef("pk")}).order_by()
    return Subquery(de_la_famille.values(par).annotate(valeur=agregat).values("valeur"))


@cache
def valeurs() -> dict[str, Any]:
    return {champ: expression() for champ, expression in COMPTEURS.items()}

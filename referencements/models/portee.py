from collections.abc import Mapping
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from proximite.querysets import TerritorialQuerySet

T = TypeVar("T", bound=models.Model)


class DuReferencementQuerySet(TerritorialQuerySet[T]):
    """Rows of a référencement: read where it is followed, which is where its famille went if she
    was transferred, while it counts where it was made."""

    prefixe = "referencement__"

    def dans_territoires(self, territoires: frozenset[int]) -> Self:
        restes = {"territoire__in": territoires, "repris_par__isnull": True}
        repris = {"repris_par__in": territoires}
        return self.filter(self._q(restes) | self._q(repris))

    def _q(self, conditions: Mapping[str, object]) -> Q:
        return Q(**{f"{self.prefixe}{nom}": valeur for nom, valeur in conditions.items()})

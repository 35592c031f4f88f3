from collections.abc import Mapping
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from proximite.querysets import PersonneAffectee, TerritorialQuerySet

T = TypeVar("T", bound=models.Model)


class DuReferencementQuerySet(TerritorialQuerySet[T]):
    """Rows of a référencement: read where it is followed, which is where its famille went if she
    was transferred, while it counts where it was made."""

    prefixe = "referencement__"

    def visibles_par(self, utilisateur: PersonneAffectee) -> Self:
        return super().visibles_par(utilisateur).encore_nommees()

    def modifiables_par(self, utilisateur: PersonneAffectee) -> Self:
        return super().modifiables_par(utilisateur).encore_nommees()

    def encore_nommees(self) -> Self:
        """Of a famille whose dossier is not anonymous, or of none yet."""
        return self.filter(self._q({"famille__anonyme_le__isnull": True}))

    def dans_territoires(self, territoires: frozenset[int]) -> Self:
        restes = {"territoire__in": territoires, "repris_par__isnull": True}
        repris = {"repris_par__in": territoires}
        return self.filter(self._q(restes) | self._q(repris))

    def _q(self, conditions: Mapping[str, object]) -> Q:
        return Q(**{f"{self.prefixe}{nom}": valeur for nom, valeur in conditions.items()})

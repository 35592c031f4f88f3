"""The one door: which rows a person may see, from her current affectations."""

from typing import Protocol, Self, TypeVar

from django.db import models

T = TypeVar("T", bound=models.Model)


class PersonneAffectee(Protocol):
    """What scoping needs to know of a person (``comptes.Utilisateur`` provides it)."""

    @property
    def territoires_lus(self) -> frozenset[int]: ...

    @property
    def territoires_ecrits(self) -> frozenset[int]: ...


class TerritorialQuerySet(models.QuerySet[T]):
    """Rows that belong to a territoire, reached by the path ``chemin_territoire``.

    Views start from ``visibles_par`` (to read) or ``modifiables_par`` (to write): outside of
    them a row does not exist (404).
    """

    chemin_territoire = "territoire"

    def visibles_par(self, utilisateur: PersonneAffectee) -> Self:
        return self.dans_territoires(utilisateur.territoires_lus)

    def modifiables_par(self, utilisateur: PersonneAffectee) -> Self:
        return self.dans_territoires(utilisateur.territoires_ecrits)

    def dans_territoires(self, territoires: frozenset[int]) -> Self:
        return self.filter(**{f"{self.chemin_territoire}__in": territoires})

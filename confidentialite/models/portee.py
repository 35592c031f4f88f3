"""Who reads the registers: whoever answers for the organisme’s files, and nobody else."""

from typing import Any, Self

from django.db import models

from comptes.models import Utilisateur
from territoires.models import OrganismePorteur, Territoire


def organismes_de(utilisateur: Utilisateur) -> models.QuerySet[OrganismePorteur]:
    """Those of the territoires she manages."""
    geres = Territoire.objects.filter(pk__in=utilisateur.territoires_geres)
    return OrganismePorteur.objects.filter(pk__in=geres.values("organisme"))


class DeLOrganismeQuerySet(models.QuerySet[Any]):
    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        return self.filter(organisme__in=organismes_de(utilisateur).values("pk"))


class DuTerritoireGereQuerySet(models.QuerySet[Any]):
    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        return self.filter(territoire__in=utilisateur.territoires_geres)

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .partenaire import Partenaire

if TYPE_CHECKING:
    from comptes.models import Utilisateur


class FichesDistinctes(models.Model):
    """Someone looked at two entries that look the same and said they are two organismes."""

    un = models.ForeignKey(Partenaire, on_delete=models.CASCADE, related_name="+")
    autre = models.ForeignKey(Partenaire, on_delete=models.CASCADE, related_name="+")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    le = models.DateTimeField("dit le", default=timezone.now)

    class Meta:
        verbose_name = "paire de fiches distinctes"
        verbose_name_plural = "paires de fiches distinctes"
        constraints = [
            models.UniqueConstraint(
                name="fiches_distinctes_une_fois",
                fields=["un", "autre"],
                violation_error_message="C’est déjà dit.",
            ),
            models.CheckConstraint(
                name="fiches_distinctes_en_ordre",
                condition=Q(un__lt=F("autre")),
                violation_error_message="Une paire se dit dans un seul ordre.",
            ),
        ]

    def __str__(self) -> str:
        return f"fiches {self.un_id} et {self.autre_id}"

    @classmethod
    def distinguer(cls, *, un: Partenaire, autre: Partenaire, par: "Utilisateur") -> None:
        """Said once, in whichever order."""
        premiere, seconde = sorted((un, autre), key=lambda fiche: fiche.pk)
        cls._default_manager.get_or_create(un=premiere, autre=seconde, defaults={"par": par})

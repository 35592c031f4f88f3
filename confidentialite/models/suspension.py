from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from familles.models import Famille
from familles.models.champs_scelles import MotsScellesField
from familles.models.personnes import DeLaFamilleQuerySet
from proximite.models import Saisie

if TYPE_CHECKING:
    from comptes.models import Utilisateur


class SuspensionQuerySet(DeLaFamilleQuerySet):
    def en_vigueur(self, le: date | None = None) -> Self:
        le = le or timezone.localdate()
        ouverte = Q(jusqu_au__isnull=True) | Q(jusqu_au__gte=le)
        return self.filter(ouverte, levee_le__isnull=True)


class Suspension(Saisie):
    """A dossier that is not destroyed for now: a complaint, a court, something the law asks."""

    famille = models.ForeignKey(Famille, on_delete=models.PROTECT, related_name="suspensions")
    motif = MotsScellesField(
        "pourquoi le garder", max_length=200, encore_clair=True, help_text="Sans nommer personne."
    )
    jusqu_au = models.DateField(
        "jusqu’au", null=True, blank=True, help_text="Vide\u00a0: jusqu’à ce qu’on la lève."
    )
    levee_le = models.DateTimeField(null=True, editable=False)
    levee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = "suspension de la destruction"
        verbose_name_plural = "suspensions de la destruction"
        ordering = ["-saisie_le", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="suspension_motivee",
                condition=~Q(motif=""),
                violation_error_message="Dites pourquoi ce dossier est gardé.",
            ),
        ]

    def __str__(self) -> str:
        return f"suspension {self.pk}"

    @transaction.atomic
    def poser(self) -> None:
        """Raises ValidationError when the dossier has just been made anonymous."""
        self.famille.verrouiller()
        self.full_clean(exclude=["saisie_par"])
        self.save()

    def clean(self) -> None:
        super().clean()
        if self.jusqu_au and self.jusqu_au < timezone.localdate():
            raise ValidationError({"jusqu_au": "Cette date est passée."})

    def lever(self, *, par: "Utilisateur") -> None:
        """The first one to lift it says so; a second one adds nothing."""
        en_vigueur = Suspension.objects.filter(pk=self.pk, levee_le__isnull=True)
        en_vigueur.update(levee_le=timezone.now(), levee_par=par)

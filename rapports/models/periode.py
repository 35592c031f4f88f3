from datetime import date, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class PeriodeQuerySet(models.QuerySet["Periode"]):
    def chevauchant(self, debut: date, fin: date) -> Self:
        return self.filter(debut__lte=fin, fin__gte=debut)

    def commencees(self, le: date | None = None) -> Self:
        return self.filter(debut__lte=le or timezone.localdate())

    def terminees(self, le: date | None = None) -> Self:
        """Their last day is over: their reports may be submitted."""
        return self.filter(fin__lt=le or timezone.localdate())


class Periode(models.Model):
    """Closed civil dates that a report covers; quarters or not (DOMAINE §3.3).

    Two never overlap, which triggers also see to. ``remise_le`` is the day reports are due.
    """

    DELAI_DE_REMISE = timedelta(days=30)

    libelle = models.CharField("libellé", max_length=60, unique=True)
    debut = models.DateField("du")
    fin = models.DateField("au (inclus)")
    remise_le = models.DateField(
        "rapports attendus le",
        null=True,
        blank=True,
        help_text="Vide\u00a0: trente jours après la fin.",
    )

    objects = PeriodeQuerySet.as_manager()

    class Meta:
        verbose_name = "période"
        ordering = ["-debut"]
        constraints = [
            models.CheckConstraint(
                name="periode_fin_apres_debut",
                condition=Q(fin__gte=F("debut")),
                violation_error_message="La fin d’une période vient après son début.",
            ),
            models.CheckConstraint(
                name="periode_remise_apres_fin",
                condition=Q(remise_le__isnull=True) | Q(remise_le__gt=F("fin")),
                violation_error_message="Les rapports s’attendent après la fin de la période.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    def clean(self) -> None:
        super().clean()
        if not self.debut or not self.fin:
            return
        if autre := Periode.objects.chevauchant(self.debut, self.fin).exclude(pk=self.pk).first():
            raise ValidationError(
                "Cette période chevauche «\u00a0%(autre)s\u00a0» (%(debut)s au %(fin)s).",
                code="chevauchement",
                params={"autre": autre.libelle, "debut": autre.debut, "fin": autre.fin},
            )

    @property
    def echeance(self) -> date:
        return self.remise_le or self.fin + self.DELAI_DE_REMISE

    def est_terminee(self, le: date | None = None) -> bool:
        return self.fin < (le or timezone.localdate())

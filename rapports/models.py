"""The periods that reports are made for, and the reports once submitted."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from comptes.models import Utilisateur
from proximite.querysets import TerritorialQuerySet
from territoires.models import Territoire

from .calculs import calculer
from .exports import en_json
from .indicateurs import VERSION_DEFINITIONS


class PeriodeQuerySet(models.QuerySet["Periode"]):
    def chevauchant(self, debut: date, fin: date) -> Self:
        return self.filter(debut__lte=fin, fin__gte=debut)


class Periode(models.Model):
    """A closed interval of civil dates that hosts report on. Periods are rows, not code: the
    pilot had three of them in fifteen months. They never overlap, which triggers also see to."""

    libelle = models.CharField("libellé", max_length=60, unique=True)
    debut = models.DateField("du")
    fin = models.DateField("au (inclus)")

    objects = PeriodeQuerySet.as_manager()

    class Meta:
        verbose_name = "période"
        ordering = ["-debut"]
        constraints = [
            models.CheckConstraint(
                name="periode_fin_apres_debut",
                condition=Q(fin__gte=F("debut")),
                violation_error_message="La fin d’une période vient après son début.",
            )
        ]

    def __str__(self) -> str:
        return self.libelle

    def clean(self) -> None:
        super().clean()
        if not self.debut or not self.fin:
            return
        if autre := Periode.objects.chevauchant(self.debut, self.fin).exclude(pk=self.pk).first():
            raise ValidationError(
                "Cette période chevauche « %(autre)s » (%(debut)s au %(fin)s).",
                code="chevauchement",
                params={"autre": autre.libelle, "debut": autre.debut, "fin": autre.fin},
            )


class RapportParticipationQuerySet(TerritorialQuerySet["RapportParticipation"]):
    pass


class RapportParticipation(models.Model):
    """What one territoire reports for one period; frozen once submitted.

    ``chiffres`` holds, per identifier of indicator, numerator, denominator and value as they were
    computed at ``soumis_le`` under ``version_definitions``; numbers, never rows.
    """

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "Brouillon"
        SOUMIS = "soumis", "Soumis"
        RETOURNE = "retourne", "Retourné"
        ACCEPTE = "accepte", "Accepté"

    periode = models.ForeignKey(Periode, on_delete=models.PROTECT, related_name="rapports")
    territoire = models.ForeignKey(Territoire, on_delete=models.PROTECT, related_name="rapports")
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.BROUILLON)
    faits_saillants = models.TextField("faits saillants", blank=True)
    ajustements = models.TextField("ajustements", blank=True)
    chiffres: "models.JSONField[Any, Any]" = models.JSONField(null=True, editable=False)
    version_definitions = models.CharField(max_length=20, blank=True, editable=False)
    soumis_le = models.DateTimeField(null=True, editable=False)
    soumis_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )

    objects = RapportParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport de participation"
        verbose_name_plural = "rapports de participation"
        ordering = ["-periode__debut", "territoire__nom"]
        constraints = [
            models.UniqueConstraint(
                name="rapport_unique_par_periode",
                fields=["periode", "territoire"],
                violation_error_message="Ce territoire a déjà un rapport pour cette période.",
            ),
            models.CheckConstraint(
                name="rapport_fige_une_fois_soumis",
                condition=Q(etat="brouillon", soumis_le__isnull=True)
                | Q(
                    etat__in=["soumis", "retourne", "accepte"],
                    soumis_le__isnull=False,
                    soumis_par__isnull=False,
                    chiffres__isnull=False,
                    version_definitions__gt="",
                ),
                violation_error_message=(
                    "Un rapport soumis porte ses chiffres, leur version et son auteur."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"rapport {self.pk}"

    @transaction.atomic
    def soumettre(self, *, par: Utilisateur) -> None:
        """Freeze the figures as they stand: what changes in the rows later changes nothing here."""
        actuel = RapportParticipation.objects.select_for_update().get(pk=self.pk)
        if actuel.etat not in (self.Etat.BROUILLON, self.Etat.RETOURNE):
            raise ValidationError(
                "Ce rapport est déjà soumis : ses chiffres ne changent plus.", code="deja_soumis"
            )
        territoires = frozenset({actuel.territoire_id})
        rapports = calculer(actuel.periode.debut, actuel.periode.fin, territoires=territoires)
        actuel.chiffres = en_json(rapports[None])
        actuel.version_definitions = VERSION_DEFINITIONS
        actuel.etat, actuel.soumis_par = self.Etat.SOUMIS, par
        actuel.soumis_le = timezone.now()
        actuel.full_clean()
        actuel.save()
        self.refresh_from_db()

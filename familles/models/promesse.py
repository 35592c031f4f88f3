"""What was promised to a famille: kept in sight until it is kept."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from proximite.models import Saisie, Versionnee

from .champs_scelles import MotsScellesField
from .famille import Famille
from .personnes import DeLaFamilleQuerySet


class PromesseQuerySet(DeLaFamilleQuerySet):
    def a_tenir(self) -> Self:
        return self.filter(tenue_le__isnull=True, abandonnee_le__isnull=True)

    def dues(self, le: date | None = None) -> Self:
        return self.a_tenir().filter(echeance__lte=le or timezone.localdate())


class Promesse(Saisie, Versionnee):
    """What was promised to a famille, and by when; ``saisie_par`` promised it."""

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="promesses")
    texte = MotsScellesField("promesse", max_length=200)
    echeance = models.DateField("pour le", null=True, blank=True)
    tenue_le = models.DateField("tenue le", null=True, blank=True, editable=False)
    abandonnee_le = models.DateField("abandonnée le", null=True, blank=True, editable=False)

    objects = PromesseQuerySet.as_manager()

    class Meta:
        verbose_name = "promesse"
        ordering = [F("echeance").asc(nulls_last=True), "pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="promesse_tenue_ou_abandonnee",
                condition=Q(tenue_le__isnull=True) | Q(abandonnee_le__isnull=True),
                violation_error_message="Une promesse est tenue ou abandonnée, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return f"promesse {self.pk}"

    @property
    def est_a_tenir(self) -> bool:
        return self.tenue_le is None and self.abandonnee_le is None

    @property
    def fermee_le(self) -> date | None:
        return self.tenue_le or self.abandonnee_le

    def verifier_a_tenir(self) -> None:
        """One that is closed is opened again before it changes."""
        if not self.est_a_tenir:
            raise ValidationError(
                "Cette promesse n’est plus à tenir\u00a0: rouvrez-la pour la modifier.",
                code="promesse_fermee",
            )

    def tenir(self, *, le: date) -> None:
        self._fermer(tenue_le=le)

    def abandonner(self, *, le: date) -> None:
        self._fermer(abandonnee_le=le)

    @transaction.atomic
    def rouvrir(self) -> None:
        """Said kept, or given up, by mistake: it is to keep again."""
        fermees = Promesse.objects.filter(pk=self.pk).exclude(
            tenue_le__isnull=True, abandonnee_le__isnull=True
        )
        fermees.update(tenue_le=None, abandonnee_le=None, version=F("version") + 1)
        self.refresh_from_db()

    @transaction.atomic
    def _fermer(self, **fermeture: date) -> None:
        """Once: the first word said stays, however many times a button is tapped."""
        Promesse.objects.a_tenir().filter(pk=self.pk).update(version=F("version") + 1, **fermeture)
        self.refresh_from_db()

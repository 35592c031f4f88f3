from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from proximite.typographie import compte

from . import fraicheur
from .references import TypeBesoin


class OffreService(models.Model):
    """What a partenaire offers for one type de besoin, and whether there is room."""

    class Capacite(models.TextChoices):
        DISPONIBLE = "disponible", "Places disponibles"
        LISTE_ATTENTE = "liste_attente", "Liste d’attente"
        COMPLET = "complet", "Complet"
        INCONNUE = "inconnue", "À vérifier"

    partenaire = models.ForeignKey("Partenaire", on_delete=models.CASCADE, related_name="offres")
    type_besoin = models.ForeignKey(
        TypeBesoin, on_delete=models.PROTECT, related_name="offres", verbose_name="besoin"
    )
    capacite = models.CharField(
        "capacité", max_length=13, choices=Capacite, default=Capacite.INCONNUE
    )
    attente_semaines = models.PositiveSmallIntegerField(
        "attente estimée (semaines)", null=True, blank=True, validators=[MaxValueValidator(520)]
    )
    precisions = models.CharField("précisions", max_length=200, blank=True)
    confirmee_le = models.DateField("confirmée le", default=timezone.localdate)

    class Meta:
        verbose_name = "service offert"
        verbose_name_plural = "services offerts"
        ordering = ["type_besoin__ordre"]
        constraints = [
            models.UniqueConstraint(
                name="offre_service_unique",
                fields=["partenaire", "type_besoin"],
                violation_error_message="Ce partenaire offre déjà un service pour ce besoin.",
            ),
            models.CheckConstraint(
                name="offre_service_attente_si_liste",
                condition=Q(attente_semaines__isnull=True) | Q(capacite="liste_attente"),
                violation_error_message="Une attente estimée ne va qu’avec une liste d’attente.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_besoin_id}, partenaire {self.partenaire_id}"

    @property
    def capacite_en_mots(self) -> str:
        """« Liste d’attente, 12 semaines »."""
        if self.attente_semaines is None:
            return self.get_capacite_display()
        return (
            f"{self.get_capacite_display()}, {compte(self.attente_semaines, 'semaine', 'semaines')}"
        )

    @property
    def ton(self) -> str:
        """How the capacity is shown (``partials/etat.html``)."""
        return {
            self.Capacite.DISPONIBLE: "reussite",
            self.Capacite.LISTE_ATTENTE: "attention",
            self.Capacite.COMPLET: "probleme",
        }.get(self.Capacite(self.capacite), "neutre")

    def est_a_confirmer(self, le: date | None = None) -> bool:
        return self.confirmee_le < fraicheur.limite(le)

    @transaction.atomic
    def declarer(self, *, capacite: str, semaines: int | None = None, le: date) -> None:
        """Whether there is room, as the organisme says it that day."""
        OffreService.objects.select_for_update().get(pk=self.pk)
        self.capacite, self.attente_semaines, self.confirmee_le = capacite, semaines, le
        champs = ["capacite", "attente_semaines", "confirmee_le"]
        self.clean_fields(exclude={f.name for f in self._meta.fields} - {*champs})
        self.validate_constraints()
        self.save(update_fields=champs)

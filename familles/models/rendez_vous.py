"""The next contact planned with a famille, at its pace. A missed one is noted, nothing more."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from activites.models import ModeContact
from proximite import typographie
from proximite.models import Saisie, Versionnee

from .champs_scelles import MotsScellesField
from .famille import Famille
from .personnes import DeLaFamilleQuerySet

if TYPE_CHECKING:
    from .accompagnement import Intervention


class RendezVousQuerySet(DeLaFamilleQuerySet):
    def prevus(self) -> Self:
        return self.filter(etat=RendezVous.Etat.PREVU)

    def attendus(self, le: date | None = None) -> Self:
        """Planned for that day, or before it and not said yet how it went."""
        return self.prevus().filter(prevu_le__lte=le or timezone.localdate())


class RendezVous(Saisie, Versionnee):
    """One contact planned for a day. A missed one closes nothing, is counted nowhere, and says
    nothing of the famille."""

    class Etat(models.TextChoices):
        PREVU = "prevu", "Prévu"
        VU = "vu", "On s’est vus"
        REPORTE = "reporte", "Reporté"
        MANQUE = "manque", "Manqué, sans conséquence"
        ANNULE = "annule", "Annulé"

    # Written words of that day are rarely the meeting itself.
    MODES_ECRITS = (ModeContact.TEXTO, ModeContact.COURRIEL, ModeContact.RESEAUX_SOCIAUX)

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="rendez_vous")
    prevu_le = models.DateField("prévu le")
    heure = models.TimeField("vers", null=True, blank=True)
    mode = models.CharField("comment", max_length=23, choices=ModeContact, blank=True)
    mots = MotsScellesField("quelques mots", max_length=200, blank=True)
    etat = models.CharField("état", max_length=7, choices=Etat, default=Etat.PREVU, editable=False)
    clos_le = models.DateField(null=True, blank=True, editable=False)
    reporte_au = models.DateField(null=True, blank=True, editable=False)

    objects = RendezVousQuerySet.as_manager()

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        ordering = ["prevu_le", "heure", "pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="rendez_vous_clos_le_jour_dit",
                condition=Q(etat="prevu", clos_le__isnull=True)
                | (~Q(etat="prevu") & Q(clos_le__isnull=False)),
                violation_error_message="Un rendez-vous clos va avec le jour où on l’a dit.",
            ),
            models.CheckConstraint(
                name="rendez_vous_reporte_a_une_date",
                condition=Q(etat="reporte", reporte_au__isnull=False)
                | (~Q(etat="reporte") & Q(reporte_au__isnull=True)),
                violation_error_message="Un rendez-vous reporté l’est à une date.",
            ),
        ]
        indexes = [
            models.Index(
                name="rendez_vous_prevus", fields=["famille", "prevu_le"], condition=Q(etat="prevu")
            )
        ]

    def __str__(self) -> str:
        return f"rendez-vous {self.pk}"

    @property
    def est_prevu(self) -> bool:
        return self.etat == self.Etat.PREVU

    @property
    def details(self) -> str:
        """The hour, the mode and the words, those that are known."""
        heure = typographie.heure(self.heure) if self.heure else ""
        return ", ".join(filter(None, [heure, self.get_mode_display(), self.mots]))

    def attendait(self, intervention: "Intervention") -> bool:
        """Whether this intervention is the meeting: that day, with them, and as it was planned
        or other than by a written word."""
        if intervention.beneficiaire != intervention.Beneficiaire.FAMILLE:
            return False
        meme_mode = intervention.mode == self.mode
        return self.prevu_le == intervention.date and (
            meme_mode or intervention.mode not in self.MODES_ECRITS
        )

    def voir(self, *, le: date) -> None:
        self._clore(self.Etat.VU, le=le)

    def manquer(self, *, le: date) -> None:
        self._clore(self.Etat.MANQUE, le=le)

    def annuler(self, *, le: date) -> None:
        self._clore(self.Etat.ANNULE, le=le)

    @transaction.atomic
    def reporter(self, suivant: "RendezVous", *, le: date) -> None:
        """Close this one and save the ``suivant``, which takes its place."""
        self._clore(self.Etat.REPORTE, le=le, reporte_au=suivant.prevu_le)
        if self.etat != self.Etat.REPORTE:
            raise ValidationError("Ce rendez-vous n’est plus prévu.", code="deja_clos")
        suivant.full_clean(exclude=["saisie_par"])
        suivant.save()

    @transaction.atomic
    def rouvrir(self) -> None:
        """Closed by mistake; one put off lives on in the one that took its place."""
        actuel = RendezVous.objects.select_for_update().get(pk=self.pk)
        if actuel.etat not in (self.Etat.PREVU, self.Etat.REPORTE):
            actuel.etat, actuel.clos_le = self.Etat.PREVU, None
            actuel.version += 1
            actuel.save()
        self.refresh_from_db()

    @transaction.atomic
    def _clore(self, etat: Etat, *, le: date, reporte_au: date | None = None) -> None:
        """Once: the first word said stays, however many times a button is tapped."""
        actuel = RendezVous.objects.select_for_update().get(pk=self.pk)
        if actuel.est_prevu:
            actuel.etat, actuel.clos_le, actuel.reporte_au = etat, le, reporte_au
            actuel.version += 1
            actuel.save()
        self.refresh_from_db()

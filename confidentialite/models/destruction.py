"""The register of destructions and anonymisations: what ended, how many, why. Only added to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from proximite.conservation import CLASSES
from territoires.models import Territoire

from .portee import DuTerritoireGereQuerySet


class Destruction(models.Model):
    """One line for a famille, or for a lot of one class of what is kept.

    No foreign key to the famille, whom nothing names any more: her number, which the access
    journal has too, and the code of her dossier.
    """

    class Geste(models.TextChoices):
        ANONYMISATION = "anonymisation", "Rendu anonyme"
        DESTRUCTION = "destruction", "Détruit"

    class Motif(models.TextChoices):
        ECHEANCE = "echeance", "Fin de la durée de conservation"
        DEMANDE = "demande", "À la demande de la personne"
        REPRISE = "reprise", "Repris après une restauration"

    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    geste = models.CharField("geste", max_length=13, choices=Geste, editable=False)
    classe = models.CharField("ce que c’était", max_length=40, editable=False)
    nombre = models.PositiveIntegerField("nombre", default=1, editable=False)
    famille = models.PositiveBigIntegerField(null=True, db_index=True, editable=False)
    code = models.CharField("code du dossier", max_length=20, blank=True, editable=False)
    motif = models.CharField("pourquoi", max_length=9, choices=Motif, editable=False)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    le = models.DateTimeField("le", default=timezone.now, editable=False)

    objects = DuTerritoireGereQuerySet.as_manager()

    class Meta:
        verbose_name = "destruction"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="destruction_motif_connu",
                condition=Q(motif__in=["echeance", "demande", "reprise"]),
                violation_error_message="Une destruction dit pourquoi.",
            )
        ]

    def __str__(self) -> str:
        return f"destruction {self.pk}"

    @property
    def libelle(self) -> str:
        """What ended: one dossier, or so many of a class."""
        if self.famille:
            return "dossier de famille"
        classe = CLASSES.get(self.classe)
        return f"{classe.libelle if classe else self.classe} ({self.nombre})"

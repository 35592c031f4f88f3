from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from partenaires.models import Partenaire
from referencements.models import Divulgation

from .demande import Demande

if TYPE_CHECKING:
    from comptes.models import Utilisateur


class AvisRectificationQuerySet(models.QuerySet["AvisRectification"]):
    def noter_recus(self, *, par: "Utilisateur | None") -> None:
        """``par``: None when the partenaire says it itself. The first one says so; a second one
        adds nothing."""
        self.filter(recu_le__isnull=True).update(recu_le=timezone.now(), recu_par=par)


class AvisRectification(models.Model):
    """A partenaire told that something it had received was corrected: told, never what."""

    demande = models.ForeignKey(Demande, on_delete=models.PROTECT, related_name="avis")
    divulgation = models.ForeignKey(
        Divulgation, on_delete=models.SET_NULL, related_name="avis_de_rectification", null=True
    )
    partenaire = models.ForeignKey(Partenaire, on_delete=models.PROTECT, related_name="+")
    # Empty: it has no address, someone tells it otherwise.
    adresse = models.EmailField("courriel du partenaire", blank=True)
    le = models.DateTimeField(default=timezone.now, editable=False)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    # A mail server opens links too: the partenaire says it by a button of its page, and then nobody
    # noted it, or someone heard it say so.
    recu_le = models.DateTimeField("correction reçue, noté le", null=True, editable=False)
    recu_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )

    objects = AvisRectificationQuerySet.as_manager()

    class Meta:
        verbose_name = "avis de rectification"
        verbose_name_plural = "avis de rectification"
        ordering = ["le", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="avis_rectification_une_fois",
                fields=["demande", "divulgation"],
                violation_error_message="Ce partenaire est déjà prévenu.",
            ),
            models.CheckConstraint(
                name="avis_rectification_recu_par",
                condition=Q(recu_le__isnull=False) | Q(recu_par__isnull=True),
                violation_error_message="Une correction reçue dit quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"avis {self.pk}"

    @classmethod
    def donner(
        cls, demande: Demande, divulgation: Divulgation, *, par: "Utilisateur"
    ) -> "AvisRectification":
        """Once for each divulgation, however often it is asked."""
        partenaire = divulgation.referencement.partenaire
        adresses = partenaire.adresses_courriel
        adresse = (
            divulgation.adresse if divulgation.adresse in adresses else next(iter(adresses), "")
        )
        avis, _ = cls.objects.get_or_create(
            demande=demande,
            divulgation=divulgation,
            defaults={"partenaire": partenaire, "adresse": adresse, "par": par},
        )
        return avis

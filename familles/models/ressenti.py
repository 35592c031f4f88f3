"""How alone a parent feels, in the parent’s own words: beside the grille, never in it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from proximite.models import Saisie

from .famille import Famille
from .personnes import Adulte, DeLaFamilleQuerySet


class RessentiParent(Saisie):
    """One question asked to one adult on one day, answered 0 to 3 or freely left unanswered
    (``reponse`` None). Never edited: what the parent says next is a new row (DOMAINE §5.3-A)."""

    QUESTION = "Ces temps-ci, avez-vous autour de vous du monde sur qui compter?"

    class Reponse(models.IntegerChoices):
        """Higher is more alone, as in the grille."""

        TOUJOURS = 0, "Oui, quand j’en ai besoin"
        SOUVENT = 1, "Assez souvent"
        RAREMENT = 2, "Pas souvent"
        JAMAIS = 3, "Presque jamais"

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="ressentis")
    adulte = models.ForeignKey(
        Adulte, on_delete=models.CASCADE, related_name="ressentis", verbose_name="qui répond"
    )
    date = models.DateField("demandé le", default=timezone.localdate)
    reponse = models.PositiveSmallIntegerField("sa réponse", choices=Reponse, null=True, blank=True)

    objects = DeLaFamilleQuerySet.as_manager()

    class Meta:
        verbose_name = "ressenti du parent"
        verbose_name_plural = "ressentis des parents"
        ordering = ["-date", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="ressenti_de_0_a_3",
                condition=Q(reponse__isnull=True) | Q(reponse__lte=3),
                violation_error_message="Une réponse va de 0 à 3.",
            ),
        ]

    def __str__(self) -> str:
        return f"ressenti {self.pk}"

    def clean(self) -> None:
        if self.adulte_id and self.adulte.famille_id != self.famille_id:
            raise ValidationError({"adulte": "Cette personne est d’une autre famille."})

    @property
    def reponse_en_mots(self) -> str:
        return self.Reponse(self.reponse).label if self.reponse is not None else SANS_REPONSE


SANS_REPONSE = "Préfère ne pas répondre"

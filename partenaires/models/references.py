"""The value lists of the directory."""

from django.db import models

from proximite.models import ListeReference


class Secteur(ListeReference):
    """The mission of an organisme (DOMAINE §2.2): orthogonal to its nature."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sous_secteurs",
        verbose_name="sous-secteur de",
    )

    class Meta(ListeReference.Meta):
        verbose_name = "secteur"


class TypeBesoin(ListeReference):
    """A kind of need, by tier: « besoins de base d’abord » (DOMAINE §2.8)."""

    class Niveau(models.TextChoices):
        BASE = "1", "Besoins de base"
        ENFANTS = "2", "Enfants et famille"
        RELATION = "3", "Relation et parentalité"
        TRANSVERSAL = "T", "Transversal"

    niveau = models.CharField("niveau", max_length=1, choices=Niveau, default=Niveau.TRANSVERSAL)

    class Meta(ListeReference.Meta):
        verbose_name = "type de besoin"
        verbose_name_plural = "types de besoins"

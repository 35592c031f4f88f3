"""Where travail de proximité happens, and which organisme carries it there."""

from django.core.validators import RegexValidator
from django.db import models

from proximite.querysets import TerritorialQuerySet


class Region(models.Model):
    """One of the 17 administrative regions; two-digit official code (DOMAINE §6.1)."""

    code = models.CharField(
        "code",
        max_length=2,
        primary_key=True,
        validators=[RegexValidator(r"^\d{2}$", "Le code de région a deux chiffres, comme 03.")],
    )
    nom = models.CharField("nom", max_length=60, unique=True)

    class Meta:
        verbose_name = "région"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.nom


class Mrc(models.Model):
    """One of the 104 geographic MRC; three-digit official code (DOMAINE §6.2)."""

    class Type(models.TextChoices):
        MRC = "MRC", "MRC"
        TERRITOIRE_EQUIVALENT = "territoire_equivalent", "Territoire équivalent"

    code = models.CharField(
        "code",
        max_length=3,
        primary_key=True,
        validators=[RegexValidator(r"^\d{3}$", "Le code de MRC a trois chiffres, comme 090.")],
    )
    nom = models.CharField("nom", max_length=60)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="mrcs", verbose_name="région"
    )
    type = models.CharField("type", max_length=21, choices=Type, default=Type.MRC)

    class Meta:
        verbose_name = "MRC"
        verbose_name_plural = "MRC"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class OrganismePorteur(models.Model):
    """The host organisation selected for a territoire (DOMAINE §2.3)."""

    class Type(models.TextChoices):
        OCF = "OCF", "Organisme communautaire Famille"
        CPSC = "CPSC", "Centre de pédiatrie sociale en communauté"
        OCF_CPSC = "OCF_CPSC", "OCF et CPSC, candidature conjointe"

    nom = models.CharField("nom", max_length=150, unique=True)
    type = models.CharField("type", max_length=8, choices=Type)
    alias_hors_ligne = models.BooleanField(
        "garder les alias sur les appareils",
        default=False,
        help_text="Sans réseau, Ma journée nomme alors les familles par leur alias.",
    )

    class Meta:
        verbose_name = "organisme porteur"
        verbose_name_plural = "organismes porteurs"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                name="organisme_porteur_type_connu",
                condition=models.Q(type__in=["OCF", "CPSC", "OCF_CPSC"]),
                violation_error_message="Le type d’organisme porteur est OCF, CPSC ou OCF_CPSC.",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class TerritoireQuerySet(TerritorialQuerySet["Territoire"]):
    chemin_territoire = "pk"


class Territoire(models.Model):
    """The local area of one organisme porteur: often part of a MRC, sometimes several."""

    class Milieu(models.TextChoices):
        URBAIN = "urbain", "Urbain"
        RURAL = "rural", "Rural"
        MIXTE = "mixte", "Mixte (urbain et rural)"

    code = models.SlugField(
        "code", max_length=20, unique=True, help_text="Court et stable, comme «\u00a0mitis\u00a0»."
    )
    nom = models.CharField("nom", max_length=120)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="territoires", verbose_name="région"
    )
    mrcs = models.ManyToManyField(
        Mrc, related_name="territoires", blank=True, verbose_name="MRC touchées"
    )
    milieu = models.CharField("milieu", max_length=6, choices=Milieu)
    eloigne = models.BooleanField("région rurale ou très éloignée", default=False)
    organisme = models.ForeignKey(
        OrganismePorteur,
        on_delete=models.PROTECT,
        related_name="territoires",
        verbose_name="organisme porteur",
    )

    objects = TerritoireQuerySet.as_manager()

    class Meta:
        verbose_name = "territoire"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                name="territoire_milieu_connu",
                condition=models.Q(milieu__in=["urbain", "rural", "mixte"]),
                violation_error_message="Le milieu est urbain, rural ou mixte.",
            )
        ]

    def __str__(self) -> str:
        return self.nom

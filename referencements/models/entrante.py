from django.db import models
from django.db.models import Q
from phonenumber_field.modelfields import PhoneNumberField

from proximite.querysets import TerritorialQuerySet


class DemandeEntranteQuerySet(TerritorialQuerySet["DemandeEntrante"]):
    chemin_territoire = "referencement__territoire"


class DemandeEntrante(models.Model):
    """What a partenaire wrote, with the agreement of the famille, to refer it to the PTP by its
    standing link. Identity, apart from the référencement: nothing else joins it."""

    referencement = models.OneToOneField(
        "referencements.Referencement",
        on_delete=models.CASCADE,
        related_name="demande",
        primary_key=True,
    )
    prenom = models.CharField("prénom du parent", max_length=80)
    telephone = PhoneNumberField("téléphone", blank=True)
    courriel = models.EmailField("courriel", blank=True)
    langue = models.CharField("langue parlée", max_length=60, blank=True)
    moments = models.CharField("meilleurs moments pour la joindre", max_length=120, blank=True)
    enfants = models.CharField(
        "enfants", max_length=200, blank=True, help_text="Combien, et leur âge."
    )
    mot = models.TextField("ce qu’il est utile de savoir", max_length=1000, blank=True)
    referent = models.CharField("votre nom", max_length=120)
    famille_d_accord = models.BooleanField("la famille est d’accord", default=False)

    objects = DemandeEntranteQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d’un partenaire"
        verbose_name_plural = "demandes de partenaires"
        constraints = [
            models.CheckConstraint(
                name="demande_avec_accord",
                condition=Q(famille_d_accord=True),
                violation_error_message=(
                    "Demandez d’abord à la famille si elle est d’accord, puis cochez la case."
                ),
            ),
            models.CheckConstraint(
                name="demande_joignable",
                condition=Q(telephone__gt="") | Q(courriel__gt=""),
                violation_error_message="Donnez un téléphone ou un courriel pour la joindre.",
            ),
        ]

    def __str__(self) -> str:
        return f"demande {self.pk}"

from django.db import models
from phonenumber_field.modelfields import PhoneNumberField


class ContactPartenaire(models.Model):
    """The person to call there."""

    partenaire = models.ForeignKey("Partenaire", on_delete=models.CASCADE, related_name="contacts")
    nom = models.CharField("nom", max_length=120)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    telephone = PhoneNumberField("téléphone", blank=True)
    courriel = models.EmailField("courriel", blank=True)

    class Meta:
        verbose_name = "personne-ressource"
        verbose_name_plural = "personnes-ressources"
        ordering = ["nom"]

    def __str__(self) -> str:
        return f"personne-ressource {self.pk}"

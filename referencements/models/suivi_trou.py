from django.db import models
from django.utils import timezone

from proximite.models import Saisie
from proximite.querysets import TerritorialQuerySet

from .trou import TrouDeServices


class SuiviTrouQuerySet(TerritorialQuerySet["SuiviTrou"]):
    chemin_territoire = "trou__territoire"


class SuiviTrou(Saisie):
    """One dated moment of a trou: a change of statut, or a join (``de_statut ==
    vers_statut``). Written once."""

    trou = models.ForeignKey(TrouDeServices, on_delete=models.CASCADE, related_name="suivis")
    date = models.DateField("date", default=timezone.localdate)
    de_statut = models.CharField(
        max_length=18, choices=TrouDeServices.Statut, blank=True, editable=False
    )
    vers_statut = models.CharField(max_length=18, choices=TrouDeServices.Statut, editable=False)
    mot = models.CharField("en un mot", max_length=200, blank=True)

    objects = SuiviTrouQuerySet.as_manager()

    class Meta:
        verbose_name = "suivi de trou de services"
        verbose_name_plural = "suivis de trous de services"
        ordering = ["date", "pk"]
        constraints = Saisie.Meta.constraints

    def __str__(self) -> str:
        return f"suivi de trou {self.pk}"

    @property
    def titre(self) -> str:
        return self.get_vers_statut_display() if self.change_statut else self.mot

    @property
    def change_statut(self) -> bool:
        return self.de_statut != self.vers_statut

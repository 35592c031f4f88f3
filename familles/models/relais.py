"""What one famille’s relay is made of: sensitive points, and joint meetings (decision 0033)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from activites.models import ModeContact
from comptes.models import Utilisateur
from proximite.models import Saisie
from proximite.querysets import TerritorialQuerySet

from .champs_scelles import MotsScellesField
from .passation import PassationFamille, en_poste


class PointSensibleQuerySet(TerritorialQuerySet["PointSensible"]):
    chemin_territoire = "passation_famille__passation__territoire"

    def a_taire(self) -> Self:
        return self.filter(transmettre=False)

    def visibles_par(self, utilisateur: Utilisateur) -> Self:  # type: ignore[override]
        chemin = "passation_famille__passation__"
        transmis = Q(transmettre=True, passation_famille__reponse=PassationFamille.Reponse.OUI)
        return self.filter(
            en_poste("de", utilisateur, chemin) | en_poste("a", utilisateur, chemin) & transmis
        )

    def modifiables_par(self, utilisateur: Utilisateur) -> Self:  # type: ignore[override]
        """Hers alone, until the famille’s passation is concluded."""
        chemin = "passation_famille__passation__"
        ouverte = Q(passation_famille__conclue_le__isnull=True)
        return self.filter(en_poste("de", utilisateur, chemin) & ouverte)


class PointSensible(Saisie):
    """Passed on, or not: what is not is read by its author alone, then destroyed."""

    passation_famille = models.ForeignKey(
        PassationFamille, on_delete=models.CASCADE, related_name="points"
    )
    texte = MotsScellesField("point sensible", max_length=300)
    transmettre = models.BooleanField("à transmettre", default=False)

    chemin_famille = "passation_famille__famille"

    objects = PointSensibleQuerySet.as_manager()

    class Meta:
        verbose_name = "point sensible"
        verbose_name_plural = "points sensibles"
        ordering = ["pk"]
        constraints = [*Saisie.Meta.constraints]

    def __str__(self) -> str:
        return f"point sensible {self.pk}"


class RencontreConjointe(Saisie):
    """Who leaves, who comes and the famille, together: planned, then held."""

    passation_famille = models.ForeignKey(
        PassationFamille, on_delete=models.CASCADE, related_name="rencontres"
    )
    prevue_le = models.DateField("prévue le")
    mode = models.CharField("comment", max_length=23, choices=ModeContact)
    avec = MotsScellesField("avec qui", max_length=120, blank=True)
    tenue_le = models.DateField("tenue le", null=True, editable=False)

    chemin_famille = "passation_famille__famille"

    class Meta:
        verbose_name = "rencontre conjointe"
        verbose_name_plural = "rencontres conjointes"
        ordering = ["prevue_le", "pk"]
        constraints = [*Saisie.Meta.constraints]

    def __str__(self) -> str:
        return f"rencontre conjointe {self.pk}"

    def tenir(self, *, le: date) -> None:
        """Once: the first day said stays."""
        RencontreConjointe.objects.filter(pk=self.pk, tenue_le__isnull=True).update(tenue_le=le)
        self.refresh_from_db()

from typing import Any, Self

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from comptes.models import Role, Utilisateur
from proximite.models import Envoi

from .tache import Tache


class ExtraitRechercheQuerySet(models.QuerySet["ExtraitRecherche"]):
    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        """Her own; administration reads the register of all."""
        if utilisateur.a_role(Role.ADMINISTRATION):
            return self.all()
        if not utilisateur.a_role(Role.EVALUATION):
            return self.none()
        return self.filter(demande_par=utilisateur)


class ExtraitRecherche(Envoi):
    """A pseudonymous extract asked for by someone of the évaluation: the register of who asked
    for what, when and why. Rows are never changed nor deleted; codes are drawn anew for each."""

    finalite = models.TextField(
        "à quoi servira cet extrait",
        max_length=1000,
        validators=[
            MinLengthValidator(30, "Dites-en un peu plus\u00a0: au moins %(limit_value)s signes.")
        ],
    )
    debut = models.DateField("du")
    fin = models.DateField("au (inclus)")
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    demande_le = models.DateTimeField("demandé le", default=timezone.now, editable=False)
    tache = models.OneToOneField(
        Tache, on_delete=models.SET_NULL, related_name="extrait", null=True, editable=False
    )
    # Number of lines by table, written once, when the file is made.
    lignes: "models.JSONField[Any, Any]" = models.JSONField(null=True, editable=False)

    objects = ExtraitRechercheQuerySet.as_manager()

    class Meta:
        verbose_name = "extrait de recherche"
        verbose_name_plural = "extraits de recherche"
        ordering = ["-demande_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="extrait_demande_une_fois",
                fields=["demande_par", "cle"],
                violation_error_message="Cet extrait est déjà demandé.",
            ),
            models.CheckConstraint(
                name="extrait_fin_apres_debut",
                condition=Q(fin__gte=F("debut")),
                violation_error_message="La fin vient après le début.",
            ),
            models.CheckConstraint(
                name="extrait_finalite_dite",
                condition=~Q(finalite=""),
                violation_error_message="Dites à quoi servira cet extrait.",
            ),
        ]

    def __str__(self) -> str:
        return f"extrait {self.pk}"

    @property
    def nb_lignes(self) -> int | None:
        """All tables together; None until the file is made."""
        return sum(self.lignes.values()) if self.lignes is not None else None

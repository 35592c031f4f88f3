from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from comptes.models import Role, Utilisateur


class TacheQuerySet(models.QuerySet["Tache"]):
    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        """Her own, as long as she has a role. ``rapports.taches.visibles_par`` asks for the one
        that each genre is for."""
        return self.filter(demandee_par=utilisateur) if utilisateur.a_role(*Role) else self.none()

    def en_route(self) -> Self:
        return self.filter(etat__in=[Tache.Etat.EN_ATTENTE, Tache.Etat.EN_COURS])

    def perimees(self, maintenant: datetime) -> Self:
        return self.filter(demandee_le__lt=maintenant - Tache.CONSERVATION)


class Tache(models.Model):
    """Work too long for a page, done in a process of its own (``rapports.taches``).

    ``fichier`` is what came out of it, if it was a file, for whoever asked and for a day.
    """

    class Etat(models.TextChoices):
        EN_ATTENTE = "en_attente", "En attente"
        EN_COURS = "en_cours", "En cours"
        TERMINEE = "terminee", "Terminée"
        ECHOUEE = "echouee", "Échouée"

    CONSERVATION = timedelta(days=1)
    SILENCE = timedelta(minutes=3)

    genre = models.CharField("genre", max_length=40, editable=False)
    parametres: "models.JSONField[Any, Any]" = models.JSONField(default=dict, editable=False)
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    demandee_le = models.DateTimeField("demandée le", default=timezone.now, editable=False)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.EN_ATTENTE)
    etape = models.CharField("étape", max_length=120, blank=True)
    fait = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    battement_le = models.DateTimeField(null=True, blank=True)
    erreur = models.CharField("ce qui a empêché", max_length=300, blank=True)
    fichier = models.BinaryField(null=True)
    nom_fichier = models.CharField(max_length=200, blank=True)
    type_mime = models.CharField(max_length=100, blank=True)
    # Where its outcome is read, an address of the application.
    suite = models.CharField(max_length=200, blank=True)

    objects = TacheQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche"
        ordering = ["-demandee_le", "-pk"]

    def __str__(self) -> str:
        return f"tâche {self.pk}"

    @property
    def est_finie(self) -> bool:
        return self.etat in (self.Etat.TERMINEE, self.Etat.ECHOUEE)

    @property
    def part(self) -> int:
        """How far it is, in whole percent."""
        return min(100, 100 * self.fait // self.total) if self.total else 0

    def offre_un_fichier(self, maintenant: datetime | None = None) -> bool:
        """It made one, kept for a day."""
        limite = (maintenant or timezone.now()) - self.CONSERVATION
        return bool(self.nom_fichier) and self.demandee_le >= limite

    def peut_recommencer(self) -> bool:
        return self.etat == self.Etat.ECHOUEE or self.est_interrompue()

    def remettre_en_attente(self) -> bool:
        """As if asked for now. False when someone did, or it moved, since this row was read."""
        maintenant = timezone.now()
        lue = Tache.objects.filter(
            pk=self.pk,
            etat=self.etat,
            demandee_le=self.demandee_le,
            battement_le=self.battement_le,
        )
        remises = lue.update(
            etat=self.Etat.EN_ATTENTE,
            demandee_le=maintenant,
            battement_le=None,
            fait=0,
            total=0,
            etape="",
            erreur="",
        )
        self.demandee_le = maintenant
        return bool(remises)

    def est_interrompue(self, maintenant: datetime | None = None) -> bool:
        """Its process has said nothing for too long: it died."""
        maintenant = maintenant or timezone.now()
        return not self.est_finie and (
            (self.battement_le or self.demandee_le) < maintenant - self.SILENCE
        )

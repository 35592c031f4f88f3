from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.db.models import Exists, Q
from django.utils import timezone

from comptes.models import Affectation, Role, Utilisateur
from confidentialite import depots


class AlerteAccesQuerySet(models.QuerySet["AlerteAcces"]):
    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        """About those who were then in the territoires she manages, herself left out."""
        territoires = utilisateur.territoires_geres
        des_siens = Affectation.objects.couvrant(territoires, "utilisateur", "heure__date")
        return self.filter(Exists(des_siens)).exclude(utilisateur=utilisateur)

    def a_voir(self) -> Self:
        return self.filter(vue_le__isnull=True)


class AlerteAcces(models.Model):
    """Reading out of the ordinary: a question to ask, never an accusation."""

    class Motif(models.TextChoices):
        EN_LOT = "en_lot", "Beaucoup de dossiers ouverts en une heure"
        LISTES = "listes", "Beaucoup de familles affichées en une heure"
        EXPORTS = "exports", "Beaucoup de fichiers téléchargés en une heure"
        LA_NUIT = "la_nuit", "Dossiers ouverts la nuit"
        REFUS = "refus", "Accès refusés à répétition"

    utilisateur = models.ForeignKey(Utilisateur, on_delete=models.PROTECT, related_name="+")
    motif = models.CharField(max_length=7, choices=Motif)
    heure = models.DateTimeField()
    nombre = models.PositiveIntegerField()
    vue_le = models.DateTimeField(null=True, editable=False)
    vue_par = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    suite = models.CharField("ce que vous en avez su", max_length=300, blank=True)

    objects = AlerteAccesQuerySet.as_manager()

    class Meta:
        verbose_name = "accès inhabituel"
        verbose_name_plural = "accès inhabituels"
        ordering = ["-heure", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "motif", "heure"],
                name="alerte_acces_une_par_heure",
                violation_error_message="Cette alerte existe déjà.",
            ),
            models.CheckConstraint(
                name="alerte_acces_vue_par_quelqu_un",
                condition=Q(vue_le__isnull=True, vue_par__isnull=True)
                | Q(vue_le__isnull=False, vue_par__isnull=False),
                violation_error_message="Une alerte vue l’est par quelqu’un.",
            ),
        ]

    def __str__(self) -> str:
        return f"alerte {self.pk}"

    @classmethod
    @transaction.atomic
    def signaler(cls, utilisateur: int, motif: str, heure: datetime, nombre: int) -> None:
        """Once for that hour, however often it is counted; her gestionnaires are written to."""
        alerte, nouvelle = cls.objects.get_or_create(
            utilisateur_id=utilisateur, motif=motif, heure=heure, defaults={"nombre": nombre}
        )
        if nouvelle:
            depots.prevenir(alerte)
        elif nombre > alerte.nombre:
            cls.objects.filter(pk=alerte.pk).update(nombre=nombre)

    def responsables(self) -> "models.QuerySet[Utilisateur]":
        """The gestionnaires of the territoires where that person works, herself left out."""
        territoires = self.utilisateur.affectations.actuelles().values("territoire")
        gestionnaires = Affectation.objects.actuelles().filter(
            role=Role.GESTIONNAIRE, territoire__in=territoires
        )
        return gestionnaires.personnes().exclude(pk=self.utilisateur_id)

    def a_defaut_de_responsables(self) -> "models.QuerySet[Utilisateur]":
        """The administration, who reads no journal: she finds somebody who may."""
        administration = Affectation.objects.actuelles().filter(role=Role.ADMINISTRATION)
        return administration.personnes().exclude(pk=self.utilisateur_id)

    @property
    def compte(self) -> str:
        """What ``nombre`` counts, singular and plural."""
        autres: dict[str, str] = {
            self.Motif.LISTES: "famille affichée,familles affichées",
            self.Motif.EXPORTS: "fichier téléchargé,fichiers téléchargés",
            self.Motif.REFUS: "accès refusé,accès refusés",
        }
        return autres.get(self.motif, "dossier ouvert,dossiers ouverts")

    def noter_vue(self, *, par: Utilisateur, suite: str) -> None:
        """The first one to see it says so; a second one adds nothing."""
        AlerteAcces.objects.a_voir().filter(pk=self.pk).update(
            vue_le=timezone.now(), vue_par=par, suite=suite
        )

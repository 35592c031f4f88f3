from datetime import date

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from familles.models import Besoin, Famille
from proximite.models import ListeReference, Saisie, Versionnee
from proximite.querysets import TerritorialQuerySet
from territoires.models import Territoire

from .referencement import Referencement


class TypeTrou(ListeReference):
    """DOMAINE §2.9."""

    class Meta(ListeReference.Meta):
        verbose_name = "type de trou de services"
        verbose_name_plural = "types de trous de services"


class TrouDeServicesQuerySet(TerritorialQuerySet["TrouDeServices"]):
    def ouverts(self) -> "TrouDeServicesQuerySet":
        return self.exclude(statut=TrouDeServices.Statut.RESOLU)


class TrouDeServices(Saisie, Versionnee):
    """What a famille needed and the territoire does not offer: knowledge, not a failure."""

    class Cause(models.TextChoices):
        DISTANCE = "distance", "Distance"
        DEPLACEMENT_TC = (
            "deplacement_avec_jeunes_enfants_tc",
            "Transport en commun avec de jeunes enfants",
        )
        PLACES = "places", "Manque de places"
        INEXISTANT = "inexistant", "Service inexistant"
        COUT = "cout", "Coût"
        LANGUE = "langue", "Langue"
        HORAIRE = "horaire", "Horaire"
        AUTRE = "autre", "Autre"

    class Statut(models.TextChoices):
        CONSTATE = "constate", "Constaté"
        PORTE_CONCERTATION = "porte_concertation", "Porté à la concertation"
        EN_VOIE = "en_voie", "En voie de résolution"
        RESOLU = "resolu", "Résolu"

    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="trous_de_services"
    )
    type = models.ForeignKey(
        TypeTrou, on_delete=models.PROTECT, related_name="+", verbose_name="type"
    )
    cause = models.CharField("cause", max_length=34, choices=Cause, blank=True)
    constate_le = models.DateField("constaté le", default=timezone.localdate)
    statut = models.CharField("statut", max_length=18, choices=Statut, default=Statut.CONSTATE)
    statut_depuis = models.DateField("dans ce statut depuis le", default=timezone.localdate)
    famille = models.ForeignKey(
        Famille, on_delete=models.SET_NULL, related_name="trous", null=True, blank=True
    )
    besoin = models.ForeignKey(
        Besoin, on_delete=models.SET_NULL, related_name="trous", null=True, blank=True
    )
    referencement = models.ForeignKey(
        Referencement, on_delete=models.SET_NULL, related_name="trous", null=True, blank=True
    )
    nb_enfants = models.PositiveSmallIntegerField("enfants touchés", null=True, blank=True)
    description = models.TextField("description", blank=True)

    objects = TrouDeServicesQuerySet.as_manager()

    class Meta:
        verbose_name = "trou de services"
        verbose_name_plural = "trous de services"
        ordering = ["-constate_le", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="trou_statut_connu",
                condition=Q(statut__in=["constate", "porte_concertation", "en_voie", "resolu"]),
                violation_error_message="Choisissez un statut dans la liste.",
            ),
        ]
        indexes = [models.Index(name="trou_territoire_date", fields=["territoire", "constate_le"])]

    def __str__(self) -> str:
        return f"trou de services {self.pk}"

    @property
    def ton(self) -> str:
        """How the statut is shown (``partials/etat.html``)."""
        return {
            self.Statut.CONSTATE: "attention",
            self.Statut.RESOLU: "reussite",
        }.get(self.Statut(self.statut), "info")

    @transaction.atomic
    def constater(self) -> None:
        """Save it; the need it leaves unanswered says so, unless it was answered since."""
        if self.referencement:
            self.besoin, self.famille = self.referencement.besoin, self.referencement.famille
        self.statut_depuis = self.constate_le
        self.full_clean(exclude=["saisie_par"])
        self.save()
        if self.besoin and self.besoin.est_ouvert:
            le = max(self.constate_le, self.besoin.mis_en_relief_le)
            self.besoin.changer_etat(etat=Besoin.Etat.TROU_DE_SERVICES, le=le)

    def passer_a(self, statut: str, *, le: date) -> None:
        self.statut, self.statut_depuis = statut, le
        self.full_clean()
        self.save()

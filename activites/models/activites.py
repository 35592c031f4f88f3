"""What a PTP does that is not about one famille."""

from datetime import date
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from partenaires.models import Partenaire
from proximite.models import ListeReference, Saisie, Versionnee
from proximite.querysets import TerritorialQuerySet
from territoires.models import Territoire


class Composante(models.TextChoices):
    """The three components of the stratégie intégrée (DOMAINE §1.5)."""

    PROXIMITE = "proximite", "Proximité"
    SOUTIEN = "soutien", "Soutien"
    CONCERTATION = "concertation", "Concertation"


class TypeAction(models.TextChoices):
    """The nine types d’action of the stratégie intégrée (DOMAINE §1.5)."""

    DEMARCHAGE = "demarchage", "Réaliser des actions de démarchage"
    REPERAGE = "reperage", "Repérer les familles isolées"
    LIEN_CONFIANCE = "lien_confiance", "Établir un lien de confiance avec les familles"
    INFORMER = "informer", "Informer en fonction des besoins"
    ACCOMPAGNER_RESSOURCES = "accompagner_ressources", "Accompagner vers les ressources"
    POUVOIR_AGIR = "pouvoir_agir", "Renforcer le pouvoir d’agir"
    SUIVI_PARTENAIRES = "suivi_partenaires", "Faire le suivi auprès des organisations partenaires"
    ADAPTATION_PRATIQUES = (
        "adaptation_pratiques",
        "Contribuer à l’adaptation des pratiques dans les organismes partenaires",
    )
    ESPACES_DIALOGUE = (
        "espaces_dialogue",
        "Partager des espaces de dialogue sur les approches et les pratiques auprès des familles",
    )

    @property
    def court(self) -> str:
        """A few words, to be tapped on a phone; reports and pages say ``label``."""
        return _COURTS[self]

    @property
    def composante(self) -> Composante:
        return list(Composante)[list(TypeAction).index(self) // 3]


_COURTS = {
    TypeAction.DEMARCHAGE: "Démarchage",
    TypeAction.REPERAGE: "Repérage",
    TypeAction.LIEN_CONFIANCE: "Lien de confiance",
    TypeAction.INFORMER: "Informer",
    TypeAction.ACCOMPAGNER_RESSOURCES: "Accompagner vers une ressource",
    TypeAction.POUVOIR_AGIR: "Pouvoir d’agir",
    TypeAction.SUIVI_PARTENAIRES: "Suivi auprès d’un partenaire",
    TypeAction.ADAPTATION_PRATIQUES: "Adaptation des pratiques",
    TypeAction.ESPACES_DIALOGUE: "Espace de dialogue",
}

ACTIONS_DE_CONCERTATION = [a for a in TypeAction if a.composante is Composante.CONCERTATION]


class ModeContact(models.TextChoices):
    """DOMAINE §2.6."""

    TEXTO = "texto", "Texto"
    TELEPHONE = "telephone", "Appel"
    RESEAUX_SOCIAUX = "reseaux_sociaux", "Réseaux sociaux, messagerie"
    EN_PERSONNE_MILIEU = "en_personne_milieu", "En personne, dans le milieu de vie"
    DOMICILE = "domicile", "Visite à domicile"
    EN_PERSONNE_ORGANISME = "en_personne_organisme", "En personne, à l’organisme porteur"
    ACCOMPAGNEMENT_PHYSIQUE = (
        "accompagnement_physique",
        "Accompagnement physique à un rendez-vous",
    )
    COURRIEL = "courriel", "Courriel"
    VISIOCONFERENCE = "visioconference", "Visioconférence"
    AUTRE = "autre", "Autre"


class TempsDeTravail(models.Model):
    """The date and the minutes of something done, travel apart (DOMAINE §1.2)."""

    JOURNEE_MIN = 24 * 60

    date = models.DateField("date", default=timezone.localdate)
    duree_min = models.PositiveSmallIntegerField(
        "durée (minutes)", validators=[MinValueValidator(1), MaxValueValidator(JOURNEE_MIN)]
    )
    deplacement_min = models.PositiveSmallIntegerField(
        "temps de déplacement (minutes)",
        default=0,
        blank=True,
        validators=[MaxValueValidator(JOURNEE_MIN)],
    )
    # A part of the travel, as the sources tell it (DOMAINE §1.2): what is lost stays in the total.
    meteo_min = models.PositiveSmallIntegerField(
        "dont retard dû à la météo ou à la route (minutes)", default=0, blank=True
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_duree_plausible",
                condition=Q(
                    duree_min__gte=1,
                    duree_min__lte=24 * 60,
                    deplacement_min__lte=24 * 60,
                    meteo_min__lte=F("deplacement_min"),
                ),
                violation_error_message=(
                    "Une durée va de 1 minute à 24 heures; le retard fait partie du déplacement."
                ),
            )
        ]


class StrategieDemarchage(ListeReference):
    """How familles are reached (DOMAINE §2.5)."""

    class Meta(ListeReference.Meta):
        verbose_name = "stratégie de démarchage"
        verbose_name_plural = "stratégies de démarchage"


class ActiviteQuerySet(TerritorialQuerySet):
    def pendant(self, debut: date, fin: date) -> Self:
        return self.filter(date__range=(debut, fin))


FAMILLES_AU_PLUS = MaxValueValidator(
    999,
    "On ne rencontre pas plus de %(limit_value)s familles en une fois\u00a0: vérifiez le nombre.",
)


class ActiviteDemarchage(Saisie, TempsDeTravail, Versionnee):
    """Aller vers: anonymous tallies of familles met on the territoire."""

    territoire = models.ForeignKey(Territoire, on_delete=models.PROTECT, related_name="demarchages")
    strategie = models.ForeignKey(
        StrategieDemarchage, on_delete=models.PROTECT, related_name="+", verbose_name="stratégie"
    )
    lieu = models.CharField("lieu", max_length=120, blank=True)
    nb_familles_rencontrees = models.PositiveSmallIntegerField(
        "familles rencontrées", default=0, validators=[FAMILLES_AU_PLUS]
    )
    nb_familles_reperees = models.PositiveSmallIntegerField(
        "dont familles repérées", default=0, validators=[FAMILLES_AU_PLUS]
    )
    note = models.TextField("note", blank=True)

    objects = ActiviteQuerySet.as_manager()

    class Meta:
        verbose_name = "démarchage"
        ordering = ["-date", "-pk"]
        indexes = [models.Index(name="demarchage_territoire_date", fields=["territoire", "date"])]
        constraints = [
            *Saisie.Meta.constraints,
            *TempsDeTravail.Meta.constraints,
            models.CheckConstraint(
                name="demarchage_rencontrees_plausibles",
                condition=Q(nb_familles_rencontrees__lte=999),
                violation_error_message="On ne rencontre pas plus de 999 familles en une fois.",
            ),
            models.CheckConstraint(
                name="demarchage_reperees_parmi_rencontrees",
                condition=Q(nb_familles_reperees__lte=F("nb_familles_rencontrees")),
                violation_error_message=(
                    "Les familles repérées sont parmi les familles rencontrées : "
                    "elles ne peuvent être plus nombreuses."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"démarchage {self.pk}"

    @transaction.atomic
    def annuler(self, *, par: Any) -> None:
        """Undo a slip. Said twice, it is done once."""
        actuelle = ActiviteDemarchage.objects.select_for_update().filter(pk=self.pk).first()
        if actuelle is not None:
            actuelle.verifier_annulable(par=par)
            actuelle.delete()


class ActiviteReseautage(Saisie, TempsDeTravail, Versionnee):
    """What is done with partenaires, not with one famille: the concertation component."""

    territoire = models.ForeignKey(Territoire, on_delete=models.PROTECT, related_name="reseautages")
    type_action = models.CharField(
        "type d’action",
        max_length=22,
        choices=[(a.value, a.label) for a in ACTIONS_DE_CONCERTATION],
    )
    partenaires = models.ManyToManyField(
        Partenaire, related_name="reseautages", blank=True, verbose_name="partenaires présents"
    )
    objet = models.CharField("objet", max_length=150)
    note = models.TextField("note", blank=True)

    objects = ActiviteQuerySet.as_manager()

    class Meta:
        verbose_name = "réseautage"
        ordering = ["-date", "-pk"]
        indexes = [models.Index(name="reseautage_territoire_date", fields=["territoire", "date"])]
        constraints = [
            *Saisie.Meta.constraints,
            *TempsDeTravail.Meta.constraints,
            models.CheckConstraint(
                name="reseautage_action_de_concertation",
                condition=Q(
                    type_action__in=[
                        "suivi_partenaires",
                        "adaptation_pratiques",
                        "espaces_dialogue",
                    ]
                ),
                violation_error_message="Choisissez un type d’action de la concertation.",
            ),
        ]

    def __str__(self) -> str:
        return f"réseautage {self.pk}"


class DemandeHorsMandat(Saisie, TempsDeTravail, Versionnee):
    """Something asked of a PTP that is not her role (DOMAINE §1.2)."""

    class Nature(models.TextChoices):
        TRADUCTION = "traduction", "Traduction, interprétation"
        EVENEMENT = "evenement", "Aide à un événement"
        TRANSPORT = "transport", "Transport"
        REMPLACEMENT = "remplacement", "Remplacement de personnel"
        AUTRE = "autre", "Autre"

    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="demandes_hors_mandat"
    )
    nature = models.CharField("nature", max_length=12, choices=Nature)
    partenaire = models.ForeignKey(
        Partenaire,
        on_delete=models.PROTECT,
        related_name="demandes_hors_mandat",
        null=True,
        blank=True,
        verbose_name="demandée par",
    )
    note = models.TextField("note", blank=True)

    objects = ActiviteQuerySet.as_manager()

    class Meta:
        verbose_name = "demande hors mandat"
        verbose_name_plural = "demandes hors mandat"
        ordering = ["-date", "-pk"]
        indexes = [models.Index(name="hors_mandat_territoire_date", fields=["territoire", "date"])]
        constraints = [
            *Saisie.Meta.constraints,
            *TempsDeTravail.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"demande hors mandat {self.pk}"

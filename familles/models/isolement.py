"""How isolated a famille is, along six dimensions, and how trust grows."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from familles import compteurs
from proximite.models import Saisie
from proximite.typographie import date_moyenne, pourcentage

from .champs_scelles import MotsScellesField
from .famille import Famille, Frequentation
from .personnes import DeLaFamilleQuerySet

DIMENSIONS = (
    "services",
    "transport",
    "economique",
    "reseau_soutien",
    "langue_culture",
    "rapport_institutions",
)
_COTES_DE_0_A_3 = Q(
    *(Q(**{f"{nom}__isnull": True}) | Q(**{f"{nom}__lte": 3}) for nom in DIMENSIONS)
)


class Intensite(models.TextChoices):
    PONCTUELLE = "ponctuelle", "Ponctuelle"
    REGULIERE = "reguliere", "Régulière"
    SOUTENUE = "soutenue", "Soutenue"


class EvaluationIsolementQuerySet(DeLaFamilleQuerySet):
    def courantes(self) -> Self:
        """Not corrected by a later one."""
        return self.filter(correction__isnull=True)

    def initiales(self) -> Self:
        """Those that describe the first contact, however late they were learned."""
        return self.filter(moment__in=EvaluationIsolement.MOMENTS_INITIAUX)


class EvaluationIsolement(Saisie):
    """The grille d’isolement at one moment: ``vaut_le`` is the date it holds for,
    ``saisie_le`` the date it was recorded. Never edited: a correction is a new row with its
    reason. None = unknown, a legitimate value (DOMAINE §2.11)."""

    class Moment(models.TextChoices):
        PREMIER_CONTACT = "premier_contact", "Au premier contact"
        LIEN_ETABLI = "lien_etabli", "Premier contact, appris depuis"
        SUIVI = "suivi", "En cours d’accompagnement"
        FIN = "fin", "À la fin de l’accompagnement"

    class Cote(models.IntegerChoices):
        AUCUN = 0, "Aucun obstacle"
        LEGER = 1, "Léger"
        IMPORTANT = 2, "Important"
        MAJEUR = 3, "Majeur"

    # For five chips side by side on a phone.
    COTES_COURTES = (
        (Cote.AUCUN.value, "Aucun"),
        (Cote.LEGER.value, "Léger"),
        (Cote.IMPORTANT.value, "Important"),
        (Cote.MAJEUR.value, "Majeur"),
    )
    MOMENTS_INITIAUX = (Moment.PREMIER_CONTACT, Moment.LIEN_ETABLI)
    DIMENSIONS = DIMENSIONS
    COTES_MINIMALES = 4

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="evaluations")
    moment = models.CharField("moment", max_length=15, choices=Moment)
    vaut_le = models.DateField("vaut pour le", default=timezone.localdate)
    frequentation_services = models.CharField(
        "fréquentation des services",
        max_length=9,
        choices=Frequentation,
        default=Frequentation.INCONNUE,
    )
    services = models.PositiveSmallIntegerField(
        "fréquentation des services et ressources", choices=Cote, null=True, blank=True
    )
    transport = models.PositiveSmallIntegerField(
        "transport et mobilité", choices=Cote, null=True, blank=True
    )
    economique = models.PositiveSmallIntegerField(
        "contraintes économiques", choices=Cote, null=True, blank=True
    )
    reseau_soutien = models.PositiveSmallIntegerField(
        "réseau de soutien", choices=Cote, null=True, blank=True
    )
    langue_culture = models.PositiveSmallIntegerField(
        "barrières linguistiques et culturelles", choices=Cote, null=True, blank=True
    )
    rapport_institutions = models.PositiveSmallIntegerField(
        "rapport aux institutions (méfiance)", choices=Cote, null=True, blank=True
    )
    intensite_proposee = models.CharField(
        max_length=10, choices=Intensite, blank=True, editable=False
    )
    intensite_retenue = models.CharField(
        "intensité retenue", max_length=10, choices=Intensite, blank=True
    )
    motif_intensite = MotsScellesField("pourquoi", max_length=300, blank=True)
    corrige = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="correction",
        null=True,
        blank=True,
        editable=False,
    )
    motif_correction = MotsScellesField("motif de la correction", max_length=300, blank=True)

    objects = EvaluationIsolementQuerySet.as_manager()

    class Meta:
        verbose_name = "évaluation de l’isolement"
        verbose_name_plural = "évaluations de l’isolement"
        ordering = ["-vaut_le", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="evaluation_cotes_de_0_a_3",
                condition=_COTES_DE_0_A_3,
                violation_error_message="Une cote va de 0 à 3.",
            ),
            models.CheckConstraint(
                name="evaluation_correction_motivee",
                condition=Q(corrige__isnull=True) | ~Q(motif_correction=""),
                violation_error_message="Dites pourquoi vous corrigez cette évaluation.",
            ),
            models.CheckConstraint(
                name="evaluation_intensite_motivee",
                condition=Q(intensite_retenue="")
                | Q(intensite_retenue=F("intensite_proposee"))
                | ~Q(motif_intensite=""),
                violation_error_message=(
                    "Vous retenez une autre intensité que celle proposée : dites pourquoi."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"évaluation {self.pk}"

    @staticmethod
    def sans_les_corrigees(
        evaluations: "Iterable[EvaluationIsolement]",
    ) -> "list[EvaluationIsolement]":
        """``courantes`` for rows already read."""
        lignes = list(evaluations)
        corrigees = {ligne.corrige_id for ligne in lignes}
        return [ligne for ligne in lignes if ligne.pk not in corrigees]

    @property
    def cotes(self) -> dict[str, int | None]:
        return {dimension: getattr(self, dimension) for dimension in self.DIMENSIONS}

    @property
    def score(self) -> Decimal | None:
        """Share of the obstacles, 0 to 1; None under four rated dimensions (DOMAINE §5.3)."""
        connues = [cote for cote in self.cotes.values() if cote is not None]
        if len(connues) < self.COTES_MINIMALES:
            return None
        return Decimal(sum(connues)) / (3 * len(connues))

    def proposer_intensite(self) -> str:
        """A proposal that she may set aside: half of the obstacles, or two major ones, call for
        a sustained support; a quarter, or a major one, for a regular one."""
        if self.score is None:
            return ""
        majeures = list(self.cotes.values()).count(self.Cote.MAJEUR)
        if self.score >= Decimal("0.5") or majeures >= 2:
            return Intensite.SOUTENUE
        if self.score >= Decimal("0.25") or majeures == 1:
            return Intensite.REGULIERE
        return Intensite.PONCTUELLE

    def nouvelle_version(self) -> "EvaluationIsolement":
        """A correction to complete: the same statement, with its reason to come."""
        repris = ("famille", "moment", "vaut_le", "frequentation_services", *self.DIMENSIONS)
        return EvaluationIsolement(
            corrige=self,
            intensite_retenue=self.intensite_retenue,
            motif_intensite=self.motif_intensite,
            **{nom: getattr(self, nom) for nom in repris},
        )

    def expliquer_intensite(self) -> str:
        """Why ``proposer_intensite`` proposes what it does, in words for the PTP."""
        connues = [cote for cote in self.cotes.values() if cote is not None]
        if self.score is None:
            return (
                f"Il faut au moins {self.COTES_MINIMALES} dimensions cotées pour proposer une "
                f"intensité; {len(connues)} {'le sont' if len(connues) > 1 else 'l’est'} ici."
            )
        majeures = connues.count(self.Cote.MAJEUR)
        return (
            f"{len(connues)} dimensions cotées sur {len(self.DIMENSIONS)} : "
            f"{pourcentage(self.score)} des obstacles possibles, "
            f"dont {majeures} {'majeurs' if majeures > 1 else 'majeur'}. "
            "La moitié des obstacles ou deux majeurs : intensité soutenue; le quart ou un "
            "majeur : régulière; moins : ponctuelle."
        )

    def _refuser_invraisemblable(self) -> None:
        """A correction takes the place of another statement, whatever it says."""
        if self.corrige_id:
            return
        deja = self.famille.evaluations.courantes().filter(moment=self.Moment.PREMIER_CONTACT)
        if self.moment == self.Moment.PREMIER_CONTACT and (autre := deja.first()):
            celle = f"celle du {date_moyenne(autre.vaut_le)}"
            raise ValidationError({"moment": f"Il y en a déjà une\u00a0: corrigez {celle}."})
        if self.moment == self.Moment.FIN and not self.famille.accompagnements.exists():
            raise ValidationError({"moment": "Aucun accompagnement n’a commencé avec elle."})

    @property
    def est_initiale(self) -> bool:
        return self.moment in self.MOMENTS_INITIAUX

    @property
    def note_le(self) -> date:
        return timezone.localdate(self.saisie_le)

    @property
    def apprise_plus_tard(self) -> bool:
        """What it says held before the day it was recorded."""
        return self.note_le > self.vaut_le

    @property
    def apprend_quelque_chose(self) -> bool:
        cotee = any(cote is not None for cote in self.cotes.values())
        return cotee or self.frequentation_services != Frequentation.INCONNUE

    @transaction.atomic
    def consigner(self) -> None:
        """Save this statement, what it says of the first contact and the intensity retained."""
        self.famille.verrouiller()
        self._refuser_invraisemblable()
        self.intensite_proposee = self.proposer_intensite()
        self.full_clean(exclude=["saisie_par"])
        self.famille.verrouiller()
        self.save()
        plus_recentes = self.famille.evaluations.courantes().filter(vaut_le__gt=self.vaut_le)
        if self.intensite_retenue and not plus_recentes.exists():
            self.famille.accompagnements.ouverts().update(
                intensite=self.intensite_retenue, version=F("version") + 1
            )
        self.famille.actualiser_compteurs()


@compteurs.declarer("frequentation_initiale")
def _frequentation_initiale() -> Any:
    connues = (
        EvaluationIsolement.objects.courantes()
        .initiales()
        .exclude(frequentation_services=Frequentation.INCONNUE)
        .filter(famille=OuterRef("pk"))
        .order_by("-saisie_le", "-pk")
    )
    return Coalesce(
        Subquery(connues.values("frequentation_services")[:1]), Value(Frequentation.INCONNUE.value)
    )


class JalonLienConfiance(Saisie):
    """A dated milestone of the trust bond: never a score of the parent (DOMAINE §1.1)."""

    class Etape(models.TextChoices):
        NON_AMORCE = "non_amorce", "Non amorcé"
        EN_CONSTRUCTION = "en_construction", "En construction"
        ETABLI = "etabli", "Établi"
        A_REBATIR = "a_rebatir", "À rebâtir"

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="jalons_confiance")
    etape = models.CharField("lien de confiance", max_length=15, choices=Etape)
    date = models.DateField("depuis le", default=timezone.localdate)

    objects = DeLaFamilleQuerySet.as_manager()

    class Meta:
        verbose_name = "jalon du lien de confiance"
        verbose_name_plural = "jalons du lien de confiance"
        ordering = ["-date", "-pk"]
        constraints = [*Saisie.Meta.constraints]

    def __str__(self) -> str:
        return f"jalon {self.pk}"

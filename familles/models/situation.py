"""What a famille lives with, in dated statements."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from partenaires.models import Partenaire, TypeBesoin
from proximite.models import ListeReference, Saisie, Versionnee, a_des_suites
from proximite.querysets import TerritorialQuerySet

from .champs_scelles import TexteScelleField
from .famille import Famille
from .personnes import Adulte, DeLaFamilleQuerySet

if TYPE_CHECKING:
    from comptes.models import Utilisateur


class BesoinQuerySet(DeLaFamilleQuerySet):
    def ouverts(self) -> "BesoinQuerySet":
        return self.filter(etat__in=Besoin.ETATS_OUVERTS)


class SuiviBesoinQuerySet(TerritorialQuerySet["SuiviBesoin"]):
    chemin_territoire = "besoin__famille__territoire"


class Besoin(Versionnee):
    """A need brought to light with the famille (DOMAINE §2.8)."""

    class Etat(models.TextChoices):
        MIS_EN_RELIEF = "mis_en_relief", "Mis en relief"
        EN_COURS = "en_cours", "En cours"
        REPONDU = "repondu", "Répondu"
        PARTIELLEMENT_REPONDU = "partiellement_repondu", "Partiellement répondu"
        NON_REPONDU = "non_repondu", "Non répondu"
        RETIRE_PAR_FAMILLE = "retire_par_famille", "Retiré par la famille"
        TROU_DE_SERVICES = "trou_de_services", "Trou de services"

    ETATS_OUVERTS = (Etat.MIS_EN_RELIEF, Etat.EN_COURS, Etat.TROU_DE_SERVICES)

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="besoins")
    type = models.ForeignKey(
        TypeBesoin, on_delete=models.PROTECT, related_name="+", verbose_name="besoin"
    )
    etat = models.CharField("état", max_length=21, choices=Etat, default=Etat.MIS_EN_RELIEF)
    mis_en_relief_le = models.DateField("mis en relief le", default=timezone.localdate)
    etat_depuis = models.DateField("dans cet état depuis le", default=timezone.localdate)
    precisions = TexteScelleField(
        "dans les mots de la famille",
        max_length=1000,
        validators=[MaxLengthValidator(1000)],
        blank=True,
    )

    nouveau = False  # True on the instance that ``Famille.besoins_ouverts`` has just made

    objects = BesoinQuerySet.as_manager()

    class Meta:
        verbose_name = "besoin"
        ordering = ["type__ordre", "-mis_en_relief_le"]
        constraints = [
            models.UniqueConstraint(
                name="besoin_ouvert_unique",
                fields=["famille", "type"],
                condition=Q(etat__in=["mis_en_relief", "en_cours", "trou_de_services"]),
                violation_error_message="Ce besoin est déjà ouvert pour cette famille.",
            ),
            models.CheckConstraint(
                name="besoin_etat_apres_mise_en_relief",
                condition=Q(etat_depuis__gte=F("mis_en_relief_le")),
                violation_error_message="Un besoin change d’état après sa mise en relief.",
            ),
        ]

    def __str__(self) -> str:
        return f"besoin {self.pk}"

    @property
    def est_ouvert(self) -> bool:
        return self.etat in self.ETATS_OUVERTS

    @property
    def est_de_base(self) -> bool:
        return self.type.niveau == TypeBesoin.Niveau.BASE

    @property
    def dernier_suivi(self) -> "SuiviBesoin | None":
        """Reads the suivis that the page prefetched; None when nothing moved it."""
        suivis = list(self.suivis.all())
        return suivis[-1] if suivis else None

    @transaction.atomic
    def mettre_en_relief(self) -> None:
        """Open this need; asked twice at once, it is open once."""
        self.famille.verrouiller()
        self.etat_depuis = self.mis_en_relief_le
        self.full_clean()
        self.save()

    def retirer_si_vide(self) -> None:
        """Take away a need that a mistake had brought to light, if nothing else belongs to it."""
        if not a_des_suites(self):
            self.delete()

    @transaction.atomic
    def changer_etat(
        self,
        *,
        etat: str,
        le: date,
        par: "Utilisateur | None" = None,
        organisme: Partenaire | None = None,
    ) -> None:
        """``organisme``: whose answer moves it; without one, a person decides."""
        actuel = Besoin.objects.select_for_update().get(pk=self.pk)
        depart = actuel.etat
        actuel.etat, actuel.etat_depuis = etat, le
        actuel.version += 1
        actuel.full_clean()
        actuel.save()
        actuel.noter_suivi(de_etat=depart, par=par, organisme=organisme)
        self.refresh_from_db()

    def noter_suivi(
        self,
        *,
        de_etat: str,
        par: "Utilisateur | None" = None,
        organisme: Partenaire | None = None,
    ) -> None:
        """Keep the passage to the present état, in the transaction that makes it."""
        self.suivis.create(
            date=self.etat_depuis,
            de_etat=de_etat,
            vers_etat=self.etat,
            saisie_par=par,
            organisme=organisme,
        )


class SuiviBesoin(models.Model):
    """One dated passage of a besoin from an état to another, with who or what made it. Written
    once. Being brought to light is on the besoin itself."""

    besoin = models.ForeignKey(Besoin, on_delete=models.CASCADE, related_name="suivis")
    date = models.DateField("date")
    de_etat = models.CharField(max_length=21, choices=Besoin.Etat)
    vers_etat = models.CharField(max_length=21, choices=Besoin.Etat)
    organisme = models.ForeignKey(
        Partenaire, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    saisie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="saisie par",
    )
    saisie_le = models.DateTimeField("saisie le", auto_now_add=True)

    objects = SuiviBesoinQuerySet.as_manager()

    class Meta:
        verbose_name = "suivi de besoin"
        verbose_name_plural = "suivis de besoin"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"suivi de besoin {self.pk}"

    @property
    def est_decide(self) -> bool:
        """By a person, rather than by what a référencement became."""
        return self.organisme_id is None


class TypeVulnerabilite(ListeReference):
    """DOMAINE §2.10."""

    class Meta(ListeReference.Meta):
        verbose_name = "type de vulnérabilité"
        verbose_name_plural = "types de vulnérabilités"


class Vulnerabilite(Saisie):
    """Sensitive, optional, dated, and always said to be whose words they are."""

    class Source(models.TextChoices):
        FAMILLE = "famille", "Selon la famille"
        PTP = "ptp", "Perçue par la PTP"

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="vulnerabilites")
    adulte = models.ForeignKey(
        Adulte,
        on_delete=models.CASCADE,
        related_name="vulnerabilites",
        null=True,
        blank=True,
        verbose_name="concerne",
    )
    type = models.ForeignKey(
        TypeVulnerabilite, on_delete=models.PROTECT, related_name="+", verbose_name="vulnérabilité"
    )
    source = models.CharField("source", max_length=7, choices=Source, default=Source.FAMILLE)
    constatee_le = models.DateField("constatée le", default=timezone.localdate)
    levee_le = models.DateField("levée le", null=True, blank=True)

    objects = DeLaFamilleQuerySet.as_manager()

    class Meta:
        verbose_name = "vulnérabilité"
        ordering = ["type__ordre", "pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="vulnerabilite_levee_apres_constat",
                condition=Q(levee_le__isnull=True) | Q(levee_le__gte=F("constatee_le")),
                violation_error_message="Une vulnérabilité est levée après avoir été constatée.",
            ),
        ]

    def __str__(self) -> str:
        return f"vulnérabilité {self.pk}"

    @transaction.atomic
    def lever(self, *, le: date) -> None:
        """It no longer holds; what was true before stays said."""
        self.levee_le = le
        self.full_clean(exclude=["saisie_par"])
        self.save(update_fields=["levee_le"])

"""The directory of resources that a PTP builds her toile with."""

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from proximite.models import ListeReference, Versionnee
from proximite.typographie import compte
from territoires.models import OrganismePorteur, Territoire

if TYPE_CHECKING:
    from comptes.models import Utilisateur


class Secteur(ListeReference):
    """The mission of an organisme (DOMAINE §2.2): orthogonal to its nature."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sous_secteurs",
        verbose_name="sous-secteur de",
    )

    class Meta(ListeReference.Meta):
        verbose_name = "secteur"


class TypeBesoin(ListeReference):
    """A kind of need, by tier: « besoins de base d’abord » (DOMAINE §2.8)."""

    class Niveau(models.TextChoices):
        BASE = "1", "Besoins de base"
        ENFANTS = "2", "Enfants et famille"
        RELATION = "3", "Relation et parentalité"
        TRANSVERSAL = "T", "Transversal"

    niveau = models.CharField("niveau", max_length=1, choices=Niveau, default=Niveau.TRANSVERSAL)

    class Meta(ListeReference.Meta):
        verbose_name = "type de besoin"
        verbose_name_plural = "types de besoins"


class PartenaireQuerySet(models.QuerySet["Partenaire"]):
    def visibles_par(self, utilisateur: "Utilisateur") -> Self:
        """Those that serve one of her territoires, and those that serve the whole network."""
        return self.filter(
            Q(pk__in=self._servant(utilisateur.territoires_lus)) | self._partout(utilisateur)
        )

    def modifiables_par(self, utilisateur: "Utilisateur") -> Self:
        """The directory is common work: who reads an entry may correct it."""
        return self.visibles_par(utilisateur)

    def actifs(self) -> Self:
        return self.filter(actif=True)

    def offrant(self, type_besoin: TypeBesoin) -> Self:
        return self.filter(
            pk__in=OffreService.objects.filter(type_besoin=type_besoin).values("partenaire")
        )

    def _servant(self, territoires: frozenset[int]) -> models.QuerySet:
        return Partenaire.territoires.through.objects.filter(territoire__in=territoires).values(
            "partenaire"
        )

    def _partout(self, utilisateur: "Utilisateur") -> Q:
        return Q(dans_tout_le_reseau=True) if utilisateur.territoires_lus else Q(pk__in=[])


class Partenaire(Versionnee):
    """A resource of the community. ``nature`` (what it is) and ``secteur`` (its mission) are two
    attributes: one merged list makes the published shares irreproducible (DOMAINE C3)."""

    class Nature(models.TextChoices):
        OCA = "oca", "Organisme communautaire autonome"
        OC_AUTRE = "oc_autre", "Organisme communautaire (autre)"
        PUBLIC = "public", "Service public (réseau public)"
        PARAPUBLIC_MUNICIPAL = (
            "parapublic_municipal",
            "Municipalité, MRC, bibliothèque, organisme parapublic",
        )
        ECONOMIE_SOCIALE = "economie_sociale", "Entreprise d’économie sociale, CPE"
        PRIVE = "prive", "Service privé, commerce"
        INFORMEL = "informel", "Personne citoyenne, réseau d’entraide"

    NATURES_COMMUNAUTAIRES = (Nature.OCA, Nature.OC_AUTRE)

    nom = models.CharField("nom", max_length=150)
    nature = models.CharField("nature", max_length=20, choices=Nature)
    secteur = models.ForeignKey(
        Secteur, on_delete=models.PROTECT, related_name="partenaires", verbose_name="secteur"
    )
    territoires = models.ManyToManyField(
        Territoire, related_name="partenaires", blank=True, verbose_name="territoires desservis"
    )
    dans_tout_le_reseau = models.BooleanField("dessert tout le Québec", default=False)
    organisme_porteur = models.OneToOneField(
        OrganismePorteur,
        on_delete=models.PROTECT,
        related_name="fiche_partenaire",
        null=True,
        blank=True,
        verbose_name="organisme porteur",
        help_text="Seulement si cette fiche est celle d’un organisme porteur du projet.",
    )
    description = models.TextField("ce que l’organisme offre", blank=True)
    langues = models.CharField("langues", max_length=120, blank=True)
    telephone = PhoneNumberField("téléphone", blank=True)
    courriel = models.EmailField("courriel", blank=True)
    site_web = models.URLField("site web", blank=True)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    actif = models.BooleanField("en activité", default=True)
    confirme_le = models.DateField("fiche confirmée le", default=timezone.localdate)

    objects = PartenaireQuerySet.as_manager()

    class Meta:
        verbose_name = "partenaire"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                name="partenaire_nature_connue",
                condition=Q(
                    nature__in=[
                        "oca",
                        "oc_autre",
                        "public",
                        "parapublic_municipal",
                        "economie_sociale",
                        "prive",
                        "informel",
                    ]
                ),
                violation_error_message="Choisissez une nature dans la liste.",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class ContactPartenaire(models.Model):
    """The person to call there."""

    partenaire = models.ForeignKey(Partenaire, on_delete=models.CASCADE, related_name="contacts")
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


class OffreService(models.Model):
    """What a partenaire offers for one type de besoin, and whether there is room."""

    class Capacite(models.TextChoices):
        DISPONIBLE = "disponible", "Places disponibles"
        LISTE_ATTENTE = "liste_attente", "Liste d’attente"
        COMPLET = "complet", "Complet"
        INCONNUE = "inconnue", "À vérifier"

    partenaire = models.ForeignKey(Partenaire, on_delete=models.CASCADE, related_name="offres")
    type_besoin = models.ForeignKey(
        TypeBesoin, on_delete=models.PROTECT, related_name="offres", verbose_name="besoin"
    )
    capacite = models.CharField(
        "capacité", max_length=13, choices=Capacite, default=Capacite.INCONNUE
    )
    attente_semaines = models.PositiveSmallIntegerField(
        "attente estimée (semaines)", null=True, blank=True, validators=[MaxValueValidator(520)]
    )
    precisions = models.CharField("précisions", max_length=200, blank=True)
    confirmee_le = models.DateField("confirmée le", default=timezone.localdate)

    class Meta:
        verbose_name = "service offert"
        verbose_name_plural = "services offerts"
        ordering = ["type_besoin__ordre"]
        constraints = [
            models.UniqueConstraint(
                name="offre_service_unique",
                fields=["partenaire", "type_besoin"],
                violation_error_message="Ce partenaire offre déjà un service pour ce besoin.",
            ),
            models.CheckConstraint(
                name="offre_service_attente_si_liste",
                condition=Q(attente_semaines__isnull=True) | Q(capacite="liste_attente"),
                violation_error_message="Une attente estimée ne va qu’avec une liste d’attente.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_besoin_id}, partenaire {self.partenaire_id}"

    @property
    def capacite_en_mots(self) -> str:
        """« Liste d’attente, 12 semaines »."""
        if self.attente_semaines is None:
            return self.get_capacite_display()
        return (
            f"{self.get_capacite_display()}, {compte(self.attente_semaines, 'semaine', 'semaines')}"
        )

    @property
    def ton(self) -> str:
        """How the capacity is shown (``partials/etat.html``)."""
        return {
            self.Capacite.DISPONIBLE: "reussite",
            self.Capacite.LISTE_ATTENTE: "attention",
            self.Capacite.COMPLET: "probleme",
        }.get(self.Capacite(self.capacite), "neutre")

"""The directory of resources that a PTP builds her toile with."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from proximite.champs import TexteNormalise
from proximite.models import Versionnee
from territoires.models import OrganismePorteur, Territoire

from . import fraicheur
from .offre import OffreService
from .references import Secteur, TypeBesoin

if TYPE_CHECKING:
    from comptes.models import Utilisateur


class PartenaireQuerySet(models.QuerySet["Partenaire"]):
    def visibles_par(self, utilisateur: "Utilisateur") -> Self:
        """Those that serve one of her territoires, and those that serve the whole network."""
        return self.filter(
            Q(pk__in=self._servant(utilisateur.territoires_lus)) | self._partout(utilisateur)
        )

    def modifiables_par(self, utilisateur: "Utilisateur") -> Self:
        """The directory is common work: who reads an entry may correct it, until it is merged."""
        return self.visibles_par(utilisateur).filter(fusionne_dans__isnull=True)

    def actifs(self) -> Self:
        return self.filter(actif=True)

    def offrant(self, type_besoin: TypeBesoin) -> Self:
        return self.filter(
            pk__in=OffreService.objects.filter(type_besoin=type_besoin).values("partenaire")
        )

    def desservant(self, territoire: Territoire) -> Self:
        """Those that serve it by name, and those that serve everywhere."""
        return self.filter(
            Q(pk__in=self._servant(frozenset({territoire.pk}))) | Q(dans_tout_le_reseau=True)
        )

    def a_confirmer(self, le: date | None = None) -> Self:
        """Those that nobody has confirmed for six months."""
        return self.filter(confirme_le__lt=fraicheur.limite(le))

    def bulk_update(
        self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        """What is searched follows what is written."""
        lignes = list(objs)
        normalises = [f for f in Partenaire._meta.fields if isinstance(f, TexteNormalise)]
        for ligne in lignes:
            for champ in normalises:
                champ.pre_save(ligne, add=False)
        return super().bulk_update(lignes, {*fields, *(f.name for f in normalises)}, batch_size)

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

    identifiant = models.UUIDField(
        "identifiant d’échange", default=uuid4, unique=True, editable=False
    )
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
    rappels_suspendus = models.BooleanField("rappels suspendus", default=False)
    confirme_le = models.DateField("fiche confirmée le", default=timezone.localdate)

    fusionne_dans = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="absorbes",
        null=True,
        editable=False,
        verbose_name="réunie à la fiche",
    )
    nom_cherche = TexteNormalise("nom")
    texte_cherche = TexteNormalise("nom", "description", "langues", "adresse")
    langues_cherchees = TexteNormalise("langues")

    objects = PartenaireQuerySet.as_manager()

    class Meta:
        verbose_name = "partenaire"
        ordering = ["nom"]
        indexes = [models.Index(name="partenaire_nom_cherche", fields=["nom_cherche", "id"])]
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
            ),
            models.CheckConstraint(
                name="partenaire_fusionne_inactif",
                condition=Q(fusionne_dans__isnull=True) | Q(actif=False),
                violation_error_message="Une fiche réunie à une autre n’est plus en activité.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def adresses_courriel(self) -> list[str]:
        """The registered addresses, its own first: the only ones that its links are mailed to."""
        distinctes: dict[str, str] = {}
        for adresse in [self.courriel, *(contact.courriel for contact in self.contacts.all())]:
            distinctes.setdefault(adresse.lower(), adresse)
        return [adresse for adresse in distinctes.values() if adresse]

    def est_a_confirmer(self, le: date | None = None) -> bool:
        return self.confirme_le < fraicheur.limite(le)

    @transaction.atomic
    def confirmer(self, *, le: date) -> None:
        """What the entry says was still true that day; an open edit of it stays possible."""
        Partenaire.objects.select_for_update().get(pk=self.pk)
        self.confirme_le = le
        self.save(update_fields=["confirme_le"])

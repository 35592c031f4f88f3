"""What a person of a famille agrees that one partenaire may know, why, and until when.

SECURITE « Consent and disclosure ». Rows never change: a withdrawal is a row of its own, and what
was agreed to stays readable as it was read, ``texte`` included.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from familles import retraits
from partenaires.models import Partenaire
from proximite.dates import verifier_arrivees
from proximite.models import Saisie

from .champs_scelles import MotsScellesField, TexteScelleField
from .famille import Famille
from .personnes import Adulte, DeLaFamilleQuerySet, Enfant

if TYPE_CHECKING:
    from comptes.models import Utilisateur

AGE_DU_CONSENTEMENT = 14
BIENTOT = timedelta(days=14)


class ConsentementQuerySet(DeLaFamilleQuerySet):
    def en_vigueur(self, le: date | None = None) -> Self:
        le = le or timezone.localdate()
        return self.filter(donne_le__lte=le, valable_jusqu_au__gte=le, retrait__isnull=True)

    def expirant(self, le: date) -> Self:
        """In force for two weeks at most, with none for the same partenaire that goes on."""
        suivants = (
            Consentement.objects.en_vigueur(le)
            .filter(famille=OuterRef("famille"), partenaire=OuterRef("partenaire"))
            .filter(valable_jusqu_au__gt=OuterRef("valable_jusqu_au"))
        )
        bientot = self.en_vigueur(le).filter(valable_jusqu_au__lte=le + BIENTOT)
        return bientot.exclude(Exists(suivants))

    def pour(self, famille: Famille, partenaire: Partenaire) -> Self:
        return self.filter(famille=famille, partenaire=partenaire)


class Consentement(Saisie):
    """Immutable: ``donner`` writes it once, ``retirer`` adds the withdrawal."""

    class Qualite(models.TextChoices):
        POUR_SOI = "pour_soi", "Pour elle-même"
        AUTORITE_PARENTALE = (
            "autorite_parentale",
            "Pour elle-même et ses enfants (autorité parentale)",
        )
        TUTELLE = "tutelle", "Pour les enfants dont elle a la tutelle"
        JEUNE = "jeune", "Jeune de 14 ans ou plus, pour soi"

    class Mode(models.TextChoices):
        VERBAL = "verbal", "De vive voix"
        ECRIT = "ecrit", "Signé"

    class Fin(models.TextChoices):
        REFERENCEMENT = "referencement", "Demander un service et en suivre la réponse"

    class Langue(models.TextChoices):
        FRANCAIS = "fr", "Français"
        ANGLAIS = "en", "English"

    class Champ(models.TextChoices):
        PRENOM = "prenom", "Le prénom"
        NOM = "nom", "Le nom"
        TELEPHONE = "telephone", "Le téléphone"
        COURRIEL = "courriel", "Le courriel"
        ADRESSE = "adresse", "L’adresse"
        ENFANTS = "enfants", "Le prénom et l’âge des enfants"
        LANGUE = "langue", "La langue parlée"
        MOMENTS = "moments", "Les meilleurs moments pour joindre la famille"

    DUREE = timedelta(days=182)
    DUREE_MAXIMALE = timedelta(days=366)
    VERSION_DU_TEXTE = "2026-1"

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="consentements")
    adulte = models.ForeignKey(
        Adulte,
        on_delete=models.RESTRICT,
        related_name="consentements",
        null=True,
        blank=True,
        verbose_name="personne qui consent",
    )
    jeune = models.ForeignKey(
        Enfant,
        on_delete=models.RESTRICT,
        related_name="consentements_donnes",
        null=True,
        blank=True,
        verbose_name="jeune qui consent",
    )
    qualite = models.CharField("à quel titre", max_length=18, choices=Qualite)
    enfants = models.ManyToManyField(
        Enfant, related_name="consentements", blank=True, verbose_name="enfants concernés"
    )
    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.PROTECT, related_name="consentements"
    )
    fin = models.CharField("pourquoi", max_length=13, choices=Fin, default=Fin.REFERENCEMENT)
    champs = models.JSONField("ce que le partenaire pourra savoir", default=list)
    mode = models.CharField("comment", max_length=6, choices=Mode, default=Mode.VERBAL)
    langue = models.CharField("texte lu en", max_length=2, choices=Langue, default=Langue.FRANCAIS)
    version_texte = models.CharField(max_length=20, default=VERSION_DU_TEXTE, editable=False)
    texte = TexteScelleField("texte lu", editable=False)
    donne_le = models.DateField("donné le", default=timezone.localdate)
    valable_jusqu_au = models.DateField("valable jusqu’au")

    objects = ConsentementQuerySet.as_manager()

    class Meta:
        verbose_name = "consentement"
        ordering = ["-donne_le", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="consentement_d_une_personne",
                condition=Q(
                    adulte__isnull=False,
                    jeune__isnull=True,
                    qualite__in=["pour_soi", "autorite_parentale", "tutelle"],
                )
                | Q(adulte__isnull=True, jeune__isnull=False, qualite="jeune"),
                violation_error_message="Dites qui consent, et à quel titre.",
            ),
            models.CheckConstraint(
                name="consentement_fin_apres_debut",
                condition=Q(valable_jusqu_au__gte=F("donne_le")),
                violation_error_message="Un accord vaut au moins le jour où il est donné.",
            ),
        ]
        indexes = [
            models.Index(name="consentement_famille", fields=["famille", "partenaire", "donne_le"])
        ]

    def __str__(self) -> str:
        return f"consentement {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A consentement never changes: withdraw it, then write another.")
        super().save(*args, **kwargs)

    @property
    def personne(self) -> Adulte | Enfant | None:
        """Who agreed."""
        return self.adulte or self.jeune

    @property
    def champs_en_mots(self) -> list[str]:
        return [self.Champ(champ).label for champ in self.champs]

    def est_en_vigueur(self, le: date | None = None) -> bool:
        le = le or timezone.localdate()
        return self.donne_le <= le <= self.valable_jusqu_au and not self.est_retire

    def expire_bientot(self, le: date | None = None) -> bool:
        le = le or timezone.localdate()
        return self.est_en_vigueur(le) and self.valable_jusqu_au <= le + BIENTOT

    @property
    def est_retire(self) -> bool:
        return hasattr(self, "retrait")

    @transaction.atomic
    def donner(self, *, enfants: Iterable[Enfant] = ()) -> None:
        """Write it, with the children it is about. Raises ValidationError when the person may not
        agree for them: under 14, only who holds the parental authority or the tutelle does."""
        concernes = list(enfants)
        self._verifier_personnes(concernes)
        self.champs = [champ for champ in self.Champ.values if champ in self.champs]
        self.full_clean(exclude=["saisie_par"])
        self.save()
        self.enfants.set(concernes)

    def _verifier_personnes(self, concernes: list[Enfant]) -> None:
        personnes = [p for p in (self.adulte, self.jeune, *concernes) if p is not None]
        if any(self.famille_id not in _familles_de(personne) for personne in personnes):
            raise ValidationError("Cette personne est d’une autre famille.", code="autre_famille")
        if self.jeune and (concernes or not a_quatorze_ans(self.jeune, self.donne_le)):
            raise ValidationError(
                "Avant 14\u00a0ans, c’est la personne qui a l’autorité parentale qui consent; "
                "à partir de 14\u00a0ans, on consent pour soi seulement.",
                code="trop_jeune",
            )
        if concernes and self.qualite == self.Qualite.POUR_SOI:
            raise ValidationError(
                "Pour parler des enfants au partenaire, il faut l’accord d’une personne qui a "
                "l’autorité parentale ou la tutelle.",
                code="autorite_parentale",
            )

    def clean(self) -> None:
        super().clean()
        if set(self.champs) - set(self.Champ.values):
            raise ValidationError({"champs": "Choisissez dans la liste."})
        verifier_arrivees(self, ["donne_le"])
        if self.valable_jusqu_au and self.valable_jusqu_au > self.donne_le + self.DUREE_MAXIMALE:
            raise ValidationError({"valable_jusqu_au": "Un accord vaut un an au plus."})

    @transaction.atomic
    def retirer(self, *, par: "Utilisateur", motif: str = "") -> "RetraitConsentement":
        """Effective at once, and for everything that stands on it; asked twice, it is one.

        The row is locked, as who discloses or answers locks it: one comes before the other.
        """
        Consentement.objects.select_for_update().get(pk=self.pk)
        retrait, nouveau = RetraitConsentement.objects.get_or_create(
            consentement=self, defaults={"retire_par": par, "motif": motif}
        )
        if nouveau:
            retraits.donner_suite(self)
        return retrait


class RetraitConsentement(models.Model):
    consentement = models.OneToOneField(
        Consentement, on_delete=models.CASCADE, related_name="retrait", primary_key=True
    )
    retire_le = models.DateTimeField("retiré le", default=timezone.now, editable=False)
    retire_par = models.ForeignKey(
        "comptes.Utilisateur", on_delete=models.PROTECT, related_name="+", editable=False
    )
    motif = MotsScellesField("dans ses mots", max_length=200, blank=True)

    chemin_famille = "consentement__famille"

    class Meta:
        verbose_name = "retrait de consentement"
        verbose_name_plural = "retraits de consentement"

    def __str__(self) -> str:
        return f"retrait du consentement {self.pk}"


def _familles_de(personne: Adulte | Enfant) -> set[int | None]:
    return {personne.famille_id, getattr(personne, "autre_famille_id", None)}


def a_quatorze_ans(jeune: Enfant, le: date) -> bool:
    """Old enough to agree for herself or himself; not when the age is unknown."""
    age = jeune.age(le)
    return age is not None and age >= AGE_DU_CONSENTEMENT

"""The register of what people ask about their own personal information (P-39.1 s. 27 to 36).

Thirty days to answer in writing; a refusal says why and what recourse there is.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from familles.models import Adulte, Consentement, Enfant, Famille
from familles.models.champs_scelles import TexteScelleField
from familles.models.consentement import a_quatorze_ans
from proximite.dates import verifier_arrivees
from proximite.models import Saisie, Versionnee
from referencements.models import Divulgation
from territoires.models import Territoire

from .portee import DuTerritoireGereQuerySet

if TYPE_CHECKING:
    from comptes.models import Utilisateur

DELAI = timedelta(days=30)
BIENTOT = timedelta(days=10)
AVANT_QUATORZE_ANS = (
    "Cette personne n’a pas 14\u00a0ans, ou son âge n’est pas au dossier\u00a0: avant, c’est un "
    "parent qui demande."
)
DE_TOUTE_LA_FAMILLE = (
    "Le dossier est celui de toute la famille : ce sont ses adultes qui en demandent l’effacement."
)
RECOURS = (
    "La personne peut, dans les 30\u00a0jours de ce refus, demander à la Commission d’accès à "
    "l’information d’examiner le désaccord (Loi sur la protection des renseignements personnels "
    "dans le secteur privé, articles 42 et 43)."
)


class DemandeQuerySet(DuTerritoireGereQuerySet):
    def a_repondre(self) -> Self:
        return self.filter(repondue_le__isnull=True)

    def echeant(self, le: date) -> Self:
        """Still to answer, at ten days or less from their due date."""
        return self.a_repondre().filter(echeance__lte=le + BIENTOT)


class Demande(Saisie, Versionnee):
    class Genre(models.TextChoices):
        ACCES = "acces", "Voir ce que nous avons sur elle (accès)"
        PORTABILITE = "portabilite", "En recevoir une copie pour un ordinateur (portabilité)"
        RECTIFICATION = "rectification", "Faire corriger un renseignement (rectification)"
        RETRAIT = "retrait", "Retirer un accord (retrait)"
        EFFACEMENT = "effacement", "Faire effacer son dossier (effacement)"

    class Voie(models.TextChoices):
        VIVE_VOIX = "vive_voix", "De vive voix"
        ECRIT = "ecrit", "Par écrit"

    class Issue(models.TextChoices):
        ACCEPTEE = "acceptee", "Acceptée"
        EN_PARTIE = "en_partie", "Acceptée en partie"
        REFUSEE = "refusee", "Refusée"

    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="+", editable=False
    )
    famille = models.ForeignKey(Famille, on_delete=models.PROTECT, related_name="demandes")
    adulte = models.ForeignKey(
        Adulte,
        on_delete=models.SET_NULL,
        related_name="demandes",
        null=True,
        blank=True,
        verbose_name="qui le demande",
    )
    jeune = models.ForeignKey(
        Enfant,
        on_delete=models.SET_NULL,
        related_name="demandes",
        null=True,
        blank=True,
        verbose_name="jeune qui le demande",
    )
    genre = models.CharField("ce qui est demandé", max_length=13, choices=Genre)
    recue_le = models.DateField("reçue le", default=timezone.localdate)
    voie = models.CharField("comment", max_length=9, choices=Voie)
    precisions = TexteScelleField(
        "dans ses mots",
        blank=True,
        encore_clair=True,
        help_text="Ce que la personne demande précisément.",
    )
    echeance = models.DateField("à répondre au plus tard le", editable=False)
    repondue_le = models.DateField("répondue le", null=True, blank=True)
    issue = models.CharField("réponse", max_length=9, choices=Issue, blank=True)
    moyen = models.CharField(
        "comment la réponse a été donnée",
        max_length=200,
        blank=True,
        help_text="Par exemple\u00a0: copie remise en main propre.",
    )
    motif_refus = models.TextField(
        "raison du refus",
        blank=True,
        help_text="En tout ou en partie\u00a0: la raison, et l’article de la loi sur lequel elle "
        "s’appuie.",
    )
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )

    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d’une personne"
        verbose_name_plural = "demandes de personnes"
        ordering = ["-recue_le", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="demande_repondue_en_entier",
                condition=Q(repondue_le__isnull=True, issue="", moyen="")
                | Q(repondue_le__isnull=False, issue__gt="", moyen__gt=""),
                violation_error_message="Une réponse dit sa date, son sens et comment elle a été "
                "donnée.",
            ),
            models.CheckConstraint(
                name="demande_d_une_personne",
                condition=Q(adulte__isnull=True) | Q(jeune__isnull=True),
                violation_error_message="Une seule personne fait la demande.",
            ),
            models.CheckConstraint(
                name="demande_refus_motive",
                condition=~Q(issue__in=["refusee", "en_partie"]) | Q(motif_refus__gt=""),
                violation_error_message="Un refus, même en partie, dit sa raison.",
            ),
            models.CheckConstraint(
                name="demande_repondue_apres_recue",
                condition=Q(repondue_le__isnull=True) | Q(repondue_le__gte=F("recue_le")),
                violation_error_message="Une réponse vient après la demande.",
            ),
        ]

    def __str__(self) -> str:
        return f"demande {self.pk}"

    @property
    def titre(self) -> str:
        """« Accès », in a word."""
        return str(self.get_genre_display()).rpartition("(")[2].rstrip(")").capitalize()

    @property
    def personne(self) -> Adulte | Enfant | None:
        """None once the dossier no longer exists."""
        return self.adulte or self.jeune

    @property
    def recours(self) -> str:
        """What a refusal, even in part, tells the person."""
        return RECOURS if self.issue in (self.Issue.REFUSEE, self.Issue.EN_PARTIE) else ""

    @property
    def jours_restants(self) -> int:
        return (self.echeance - timezone.localdate()).days

    @property
    def ton(self) -> str:
        """The tone of partials/etat.html."""
        if self.repondue_le:
            return "reussite" if self.repondue_le <= self.echeance else "neutre"
        if self.jours_restants < 0:
            return "probleme"
        return "attention" if self.jours_restants <= BIENTOT.days else "info"

    def clean(self) -> None:
        super().clean()
        verifier_arrivees(self, ("recue_le", "repondue_le"))
        if self.jeune:
            self._verifier_le_jeune(self.jeune)

    def _verifier_le_jeune(self, jeune: Enfant) -> None:
        """P-39.1 s. 4.1: from fourteen on; before, whoever has parental authority."""
        if not a_quatorze_ans(jeune, timezone.localdate()):
            raise ValidationError({"jeune": AVANT_QUATORZE_ANS}, code="trop_jeune")
        if self.genre == self.Genre.EFFACEMENT:
            raise ValidationError({"genre": DE_TOUTE_LA_FAMILLE}, code="de_toute_la_famille")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.echeance = self.recue_le + DELAI
        super().save(*args, **kwargs)

    @transaction.atomic
    def recevoir(self) -> None:
        self.territoire = self.famille.territoire
        self.save()

    def divulgations(self) -> "models.QuerySet[Divulgation]":
        """What left about that person, or about the famille without an agreement of anyone."""
        siennes = Q(consentement__isnull=True)
        if self.jeune_id:
            siennes |= Q(consentement__jeune=self.jeune_id)
            siennes |= Q(consentement__in=Consentement.objects.filter(enfants=self.jeune_id))
        elif self.adulte_id:
            siennes |= Q(consentement__adulte=self.adulte_id)
        parties = Divulgation.objects.filter(siennes, referencement__famille=self.famille_id)
        return parties.select_related("referencement__partenaire").order_by("faite_le", "pk")

    @transaction.atomic
    def repondre(self, *, par: "Utilisateur") -> None:
        self.repondue_par = par
        self.save()

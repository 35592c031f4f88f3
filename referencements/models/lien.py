"""The links by which a partenaire reads and answers without an account (SECURITE « Partner
links »)."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from partenaires.models import Partenaire
from proximite.querysets import TerritorialQuerySet
from territoires.models import Territoire

from .divulgation import Divulgation

if TYPE_CHECKING:
    from comptes.models import Utilisateur

    from .referencement import Referencement


class LienPartenaireQuerySet(TerritorialQuerySet["LienPartenaire"]):
    def par_jeton(self, jeton: str) -> Self:
        return self.filter(empreinte=LienPartenaire.empreinte_de(jeton)).avec_ce_qu_ils_ouvrent()

    def avec_ce_qu_ils_ouvrent(self) -> Self:
        return self.select_related(
            "partenaire",
            "territoire__organisme",
            "referencement__type_besoin",
            "divulgation__consentement__retrait",
        )

    def permanents(self) -> Self:
        return self.filter(genre=LienPartenaire.Genre.PERMANENT)

    def ouverts(self, maintenant: datetime | None = None) -> Self:
        """Neither closed nor past; the consentement is looked at row by row (``etat``)."""
        return self.filter(ferme_le__isnull=True, expire_le__gt=maintenant or timezone.now())


class LienPartenaire(models.Model):
    """A random 256-bit token, of which only the hash is kept, that opens one thing:

    - ``reponse``: one sortant, as its divulgation froze it;
    - ``suivi``: what becomes of one entrant that the partenaire sent;
    - ``permanent``: « Référer une famille à la PTP » of one territoire.
    """

    class Genre(models.TextChoices):
        REPONSE = "reponse", "Répondre à une demande"
        SUIVI = "suivi", "Suivre une demande envoyée"
        PERMANENT = "permanent", "Référer une famille"

    class Etat(models.TextChoices):
        VALIDE = "valide", "Ouvert"
        EXPIRE = "expire", "Expiré"
        FERME = "ferme", "Fermé"
        RETIRE = "retire", "Fermé: la famille a retiré son accord"

    DUREES = {
        Genre.REPONSE: timedelta(days=30),
        Genre.SUIVI: timedelta(days=90),
        Genre.PERMANENT: timedelta(days=366),
    }

    genre = models.CharField(max_length=9, choices=Genre, editable=False)
    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.CASCADE, related_name="liens", editable=False
    )
    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="+", editable=False
    )
    referencement = models.ForeignKey(
        "referencements.Referencement",
        on_delete=models.CASCADE,
        related_name="liens",
        null=True,
        editable=False,
    )
    divulgation = models.ForeignKey(
        Divulgation, on_delete=models.CASCADE, related_name="liens", null=True, editable=False
    )
    adresse = models.EmailField("envoyé à", blank=True, editable=False)
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    expire_le = models.DateTimeField("expire le", editable=False)
    ferme_le = models.DateTimeField("fermé le", null=True, editable=False)

    # The token itself, only where it was just made or presented.
    jeton: str

    objects = LienPartenaireQuerySet.as_manager()

    class Meta:
        verbose_name = "lien d’un partenaire"
        verbose_name_plural = "liens de partenaires"
        ordering = ["-cree_le"]
        constraints = [
            models.CheckConstraint(
                name="lien_selon_genre",
                condition=Q(genre="reponse", referencement__isnull=False, divulgation__isnull=False)
                | Q(genre="suivi", referencement__isnull=False, divulgation__isnull=True)
                | Q(genre="permanent", referencement__isnull=True, divulgation__isnull=True),
                violation_error_message="Un lien ouvre une seule chose.",
            )
        ]

    def __str__(self) -> str:
        return f"lien {self.pk}"

    @classmethod
    def pour_repondre(cls, divulgation: Divulgation, **champs: Any) -> tuple[Self, str]:
        """The link and its token, shown to nobody but who receives it; so for the two others."""
        referencement = divulgation.referencement
        return cls._ouvrir(cls.Genre.REPONSE, referencement, divulgation=divulgation, **champs)

    @classmethod
    def pour_suivre(cls, referencement: "Referencement", **champs: Any) -> tuple[Self, str]:
        return cls._ouvrir(cls.Genre.SUIVI, referencement, **champs)

    @classmethod
    @transaction.atomic
    def pour_referer(
        cls,
        partenaire: Partenaire,
        territoire: Territoire,
        *,
        par: "Utilisateur | None",
        adresse: str = "",
    ) -> tuple[Self, str]:
        """It replaces the one that this partenaire had for this territoire."""
        Partenaire.objects.select_for_update(no_key=True).get(pk=partenaire.pk)
        cls.objects.permanents().ouverts().filter(
            partenaire=partenaire, territoire=territoire
        ).update(ferme_le=timezone.now())
        return cls._creer(
            genre=cls.Genre.PERMANENT,
            partenaire=partenaire,
            territoire=territoire,
            cree_par=par,
            adresse=adresse,
        )

    @classmethod
    def _ouvrir(cls, genre: Genre, referencement: "Referencement", **champs: Any) -> Any:
        return cls._creer(
            genre=genre,
            partenaire=referencement.partenaire,
            territoire=referencement.territoire,
            referencement=referencement,
            **champs,
        )

    @classmethod
    def _creer(cls, *, genre: Genre, **champs: Any) -> tuple[Self, str]:
        jeton = token_urlsafe(32)
        expire_le = timezone.now() + cls.DUREES[genre]
        lien = cls(genre=genre, empreinte=cls.empreinte_de(jeton), expire_le=expire_le, **champs)
        lien.full_clean()
        lien.save()
        return lien, jeton

    @staticmethod
    def empreinte_de(jeton: str) -> str:
        return sha256(jeton.encode()).hexdigest()

    @property
    def etat(self) -> "LienPartenaire.Etat":
        if self.ferme_le or not self._est_a_son_partenaire:
            return self.Etat.FERME
        if self.divulgation and (accord := self.divulgation.consentement) and accord.est_retire:
            return self.Etat.RETIRE
        depasse = self.expire_le <= timezone.now() or not self._accord_vaut
        if depasse or not self._adresse_est_inscrite:
            return self.Etat.EXPIRE
        return self.Etat.VALIDE

    @property
    def _est_a_son_partenaire(self) -> bool:
        """A merge taken apart gives the référencement back, not the links made meanwhile."""
        return self.referencement is None or self.referencement.partenaire_id == self.partenaire_id

    @property
    def _accord_vaut(self) -> bool:
        return self.divulgation is None or self.divulgation.est_en_vigueur()

    @property
    def _adresse_est_inscrite(self) -> bool:
        """Whoever left the organisme, and its fiche, holds no link of it any more."""
        fiche = self.partenaire
        return self.adresse in ("", fiche.courriel) or self.adresse in fiche.adresses_courriel

    @property
    def est_ouvert(self) -> bool:
        return self.etat == self.Etat.VALIDE

    @property
    def adresse_de_renvoi(self) -> str:
        """Where a fresh link may go: the address this one went to while it is still registered,
        else the partenaire’s own; empty when it has none."""
        registrees = self.partenaire.adresses_courriel
        return self.adresse if self.adresse in registrees else next(iter(registrees), "")

    @property
    def peut_se_renouveler(self) -> bool:
        """Past its time, while what it opened may still be read and nobody closed what replaced
        it."""
        passe = self.etat == self.Etat.EXPIRE and self._accord_vaut
        joignable = self.partenaire.actif and bool(self.adresse_de_renvoi)
        return passe and joignable and not self._est_fini and not self._ferme_ensuite

    @property
    def _est_fini(self) -> bool:
        demande = self.referencement if self.genre == self.Genre.REPONSE else None
        return demande is not None and not demande.est_ouvert

    @property
    def _ferme_ensuite(self) -> bool:
        semblables = LienPartenaire.objects.filter(
            genre=self.genre,
            partenaire=self.partenaire_id,
            territoire=self.territoire_id,
            referencement=self.referencement_id,
        )
        return semblables.order_by("-cree_le", "-pk")[0].ferme_le is not None

    def renouveler(self) -> tuple[Self, str]:
        """A fresh link to the same thing, for the registered address."""
        return self._creer(
            genre=self.Genre(self.genre),
            partenaire=self.partenaire,
            territoire=self.territoire,
            referencement=self.referencement,
            divulgation=self.divulgation,
            adresse=self.adresse_de_renvoi,
            cree_par=self.cree_par,
        )

    def fermer(self) -> None:
        """From then on it opens nothing."""
        self.ferme_le = timezone.now()
        self.save(update_fields=["ferme_le"])

"""What a partenaire proposes to correct in its own entry, from its portal, without an account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from .partenaire import Partenaire
from .textes import en_mots, en_textes, libelles

if TYPE_CHECKING:
    from comptes.models import Utilisateur

FICHE_CHANGEE = (
    "La fiche a changé pendant que vous lisiez la proposition. "
    "Rien n’est enregistré\u00a0: relisez-la, puis décidez."
)
DEJA_TRAITEE = "Cette proposition a déjà été traitée, ou remplacée par une plus récente."


@dataclass(frozen=True)
class Correction:
    """One field, in words: what the entry said then, says now, and would say."""

    nom: str
    libelle: str
    avant: str
    actuel: str
    propose: str

    @property
    def changee(self) -> bool:
        return self.avant != self.actuel


class PropositionFicheQuerySet(models.QuerySet["PropositionFiche"]):
    def visibles_par(self, utilisateur: "Utilisateur") -> Self:
        """Who reads an entry reads what is proposed for it."""
        return self.filter(partenaire__in=Partenaire.objects.visibles_par(utilisateur))

    def modifiables_par(self, utilisateur: "Utilisateur") -> Self:
        return self.filter(partenaire__in=Partenaire.objects.modifiables_par(utilisateur))

    def ouvertes(self) -> Self:
        return self.filter(etat=PropositionFiche.Etat.OUVERTE)


class PropositionFiche(models.Model):
    """``champs`` holds the values proposed, ``avant`` what the entry said then, both as text.

    One open per partenaire: a second one replaces the first.
    """

    class Etat(models.TextChoices):
        OUVERTE = "ouverte", "À lire"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"
        REMPLACEE = "remplacee", "Remplacée par une plus récente"

    CHAMPS = ("nom", "description", "langues", "telephone", "courriel", "site_web", "adresse")

    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.CASCADE, related_name="propositions"
    )
    champs = models.JSONField("ce qui est proposé", default=dict)
    avant = models.JSONField("ce que disait la fiche", default=dict)
    mot = models.CharField("mot de l’organisme", max_length=500, blank=True)
    proposee_le = models.DateTimeField("proposée le", default=timezone.now)
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.OUVERTE)
    acceptes = models.JSONField("champs acceptés", default=list, blank=True)
    motif_refus = models.CharField("pourquoi", max_length=300, blank=True)
    traitee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)

    objects = PropositionFicheQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition de correction"
        verbose_name_plural = "propositions de correction"
        ordering = ["-proposee_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="proposition_fiche_une_ouverte",
                fields=["partenaire"],
                condition=Q(etat="ouverte"),
                violation_error_message="Une proposition attend déjà pour cet organisme.",
            ),
            models.CheckConstraint(
                name="proposition_fiche_refus_motive",
                condition=Q(etat="refusee", motif_refus__gt="")
                | (~Q(etat="refusee") & Q(motif_refus="")),
                violation_error_message="Dites pourquoi la proposition est refusée.",
            ),
        ]

    def __str__(self) -> str:
        return f"proposition {self.pk}"

    @property
    def est_ouverte(self) -> bool:
        return self.etat == self.Etat.OUVERTE

    def corrections(self) -> list[Correction]:
        actuel = en_textes(self.partenaire, self.champs)
        noms = libelles()
        return [
            Correction(
                nom,
                noms[nom],
                *(en_mots(nom, textes[nom]) for textes in (self.avant, actuel, self.champs)),
            )
            for nom in self.CHAMPS
            if nom in self.champs
        ]

    @classmethod
    @transaction.atomic
    def proposer(
        cls, *, partenaire: Partenaire, champs: dict[str, str], mot: str = ""
    ) -> "PropositionFiche":
        """Keep what differs from the entry, once judged as the entry itself would be."""
        actuel = Partenaire.objects.select_for_update(no_key=True).get(pk=partenaire.pk)
        if inconnus := {*champs} - {*cls.CHAMPS}:
            raise ValueError(f"not open to proposals: {sorted(inconnus)}")
        apres = en_textes(_essayer(actuel, champs), champs)
        avant = en_textes(actuel, champs)
        apres = {nom: valeur for nom, valeur in apres.items() if valeur != avant[nom]}
        if not apres and not mot.strip():
            raise ValidationError("Rien ne diffère de la fiche\u00a0: corrigez au moins un champ.")
        cls.objects.ouvertes().filter(partenaire=actuel).update(etat=cls.Etat.REMPLACEE)
        proposition = cls(
            partenaire=actuel,
            champs=apres,
            avant={nom: avant[nom] for nom in apres},
            mot=mot.strip(),
        )
        proposition.full_clean(exclude=["champs", "avant"])
        proposition.save()
        return proposition

    @transaction.atomic
    def approuver(
        self, *, par: "Utilisateur", le: date, champs: Iterable[str], version: int
    ) -> None:
        """Write the ones accepted in the entry, which was read at ``version``."""
        partenaire = Partenaire.objects.select_for_update(no_key=True).get(pk=self.partenaire_id)
        self._verrouiller()
        acceptes = [nom for nom in self.champs if nom in {*champs}]
        if self.champs and not acceptes:
            raise ValidationError("Acceptez au moins une correction, ou refusez la proposition.")
        if partenaire.version != version:
            raise ValidationError(FICHE_CHANGEE, code="conflit")
        nouveau = _essayer(partenaire, {nom: self.champs[nom] for nom in acceptes})
        nouveau.version += 1
        nouveau.confirme_le = le
        nouveau.save()
        self.acceptes = acceptes
        self._conclure(self.Etat.ACCEPTEE, par=par)

    @transaction.atomic
    def refuser(self, *, par: "Utilisateur", motif: str) -> None:
        self._verrouiller()
        self.motif_refus = motif.strip()
        if not self.motif_refus:
            raise ValidationError({"motif_refus": "Dites pourquoi la proposition est refusée."})
        self._conclure(self.Etat.REFUSEE, par=par)

    def _verrouiller(self) -> None:
        actuelle = PropositionFiche.objects.select_for_update().get(pk=self.pk)
        if actuelle.etat != self.Etat.OUVERTE:
            raise ValidationError(DEJA_TRAITEE, code="traitee")

    def _conclure(self, etat: str, *, par: "Utilisateur") -> None:
        self.etat, self.traitee_par, self.traitee_le = etat, par, timezone.now()
        self.save()


def _essayer(partenaire: Partenaire, champs: dict[str, str]) -> Partenaire:
    """The entry with these values, refused where the entry would refuse them; not saved."""
    essai = Partenaire.objects.get(pk=partenaire.pk)
    for nom, valeur in champs.items():
        setattr(essai, nom, valeur.strip())
    essai.clean_fields(exclude={f.name for f in Partenaire._meta.fields} - {*champs})
    return essai

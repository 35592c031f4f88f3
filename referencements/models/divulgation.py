"""What left for a partenaire, frozen, and what allowed it.

SECURITE « Consent and disclosure »: the partenaire reads this, never the famille’s file.
"""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from familles.models import Consentement
from familles.models.champs_scelles import JsonScelleField, TexteScelleField
from proximite.models import Envoi

from ..contenu import composer
from .etats import REPONDUS
from .portee import DuReferencementQuerySet


class DivulgationQuerySet(DuReferencementQuerySet["Divulgation"]):
    def en_vigueur(self, le: date | None = None) -> Self:
        """What a partenaire may still read: agreed to and not withdrawn, or allowed by law."""
        accords = Consentement.objects.en_vigueur(le).filter(pk=OuterRef("consentement"))
        return self.filter(Q(consentement__isnull=True) | Exists(accords))

    def en_vigueur_verrouillee(self, le: date) -> bool:
        """Whether there is one, its consentement locked: a withdrawal comes before or after."""
        consentements = Consentement.objects.filter(divulgations__in=self).order_by("pk")
        list(consentements.select_for_update().values_list("pk"))
        return self.en_vigueur(le).exists()


class Divulgation(Envoi):
    """``contenu`` holds ``apercu``, which the partenaire reads before it accepts, and
    ``coordonnees``, which it reads once it has (``referencements.contenu``)."""

    class BaseLegale(models.TextChoices):
        DANGER = "danger", "Danger grave pour une personne: prévenir la mort ou des blessures"
        PROTECTION_JEUNESSE = (
            "protection_jeunesse",
            "Signalement à la protection de la jeunesse",
        )
        AUTRE_LOI = "autre_loi", "Une autre loi l’exige ou le permet"

    referencement = models.ForeignKey(
        "referencements.Referencement", on_delete=models.CASCADE, related_name="divulgations"
    )
    consentement = models.ForeignKey(
        Consentement, on_delete=models.RESTRICT, related_name="divulgations", null=True, blank=True
    )
    base_legale = models.CharField(
        "ce qui le permet", max_length=20, choices=BaseLegale, blank=True
    )
    motif = TexteScelleField("pourquoi", blank=True)
    adresse = models.EmailField("courriel du partenaire", blank=True)
    contenu = JsonScelleField(editable=False)
    faite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    faite_le = models.DateTimeField("faite le", default=timezone.now, editable=False)

    chemin_famille = "referencement__famille"

    objects = DivulgationQuerySet.as_manager()

    class Meta:
        verbose_name = "divulgation"
        ordering = ["-faite_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="divulgation_permise",
                condition=Q(consentement__isnull=False, base_legale="")
                | (Q(consentement__isnull=True, base_legale__gt="") & ~Q(motif="")),
                violation_error_message=(
                    "Rien ne part sans l’accord de la famille, ou sans une raison prévue par la "
                    "loi, nommée et expliquée."
                ),
            ),
            models.UniqueConstraint(
                name="divulgation_une_fois",
                fields=["faite_par", "cle"],
                violation_error_message="Cet envoi est déjà fait.",
            ),
        ]

    def __str__(self) -> str:
        return f"divulgation {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("What was disclosed stays as it was.")
        super().save(*args, **kwargs)

    def est_en_vigueur(self, le: date | None = None) -> bool:
        return self.consentement is None or self.consentement.est_en_vigueur(le)

    @property
    def a_sa_reponse(self) -> bool:
        """The answer came since it left, by a link or told to the PTP."""
        depuis = self.referencement.suivis.filter(saisie_le__gt=self.faite_le)
        return depuis.filter(vers_etat__in=REPONDUS).exclude(de_etat=F("vers_etat")).exists()

    @property
    def apercu(self) -> dict[str, Any]:
        return self.contenu["apercu"] if self._se_lit else {"ptp": {}}

    @property
    def coordonnees(self) -> list[list[str]]:
        return self.contenu["coordonnees"] if self._se_lit else []

    @property
    def _se_lit(self) -> bool:
        """Not once the key of the famille is destroyed."""
        return isinstance(self.contenu, dict)

    @transaction.atomic
    def consigner(self, *, le: date, **precisions: Any) -> None:
        """Check what allows it, then freeze what it says. ``precisions``: see ``composer``."""
        if self.consentement:
            self._verifier_consentement(self.consentement, le)
        self._verifier_adresse()
        self.contenu = composer(self, le=le, **precisions)
        self.full_clean(exclude=["faite_par"])
        self.save()

    def _verifier_consentement(self, consentement: Consentement, le: date) -> None:
        verrou = Consentement.objects.select_for_update()
        accord = verrou.filter(
            pk=consentement.pk,
            famille=self.referencement.famille,
            partenaire=self.referencement.partenaire,
            fin=Consentement.Fin.REFERENCEMENT,
        ).first()
        if accord is None or not accord.est_en_vigueur(le):
            raise ValidationError(
                "L’accord de la famille ne couvre pas cet envoi, ou ne vaut plus\u00a0: "
                "rien n’est parti. Revoyez l’accord avec elle.",
                code="sans_accord",
            )

    def _verifier_adresse(self) -> None:
        if self.adresse and self.adresse not in self.referencement.partenaire.adresses_courriel:
            raise ValidationError(
                "Un lien part seulement à une adresse de la fiche du partenaire.", code="adresse"
            )

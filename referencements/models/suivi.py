from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from activites.models import ModeContact
from familles.models.champs_scelles import MotsScellesField, TexteScelleField
from partenaires.models import Partenaire
from proximite.models import Envoi, Saisie

from .etats import AVANT_MEDIATION, Etat, Sens, en_mots
from .portee import DuReferencementQuerySet

if TYPE_CHECKING:
    from comptes.models import Utilisateur

    from .referencement import Referencement


class SuiviReferencementQuerySet(DuReferencementQuerySet["SuiviReferencement"]):
    def posterieurs(self) -> Self:
        """Neither the talks before the personal contact, nor the contact itself."""
        return self.exclude(de_etat__in=["", *AVANT_MEDIATION])

    def apres_mediation(self) -> Self:
        """Those of the référencements that count."""
        return (
            self.posterieurs()
            .filter(referencement__date_mediation__isnull=False)
            .exclude(referencement__etat=Etat.ANNULEE)
        )


class SuiviReferencement(Envoi):
    """One dated follow-up of a référencement: a move from an état to another, or a call in
    between (``de_etat == vers_etat``). Written once."""

    referencement = models.ForeignKey(
        "referencements.Referencement", on_delete=models.CASCADE, related_name="suivis"
    )
    date = models.DateField("date", default=timezone.localdate)
    de_etat = models.CharField(max_length=18, choices=Etat, blank=True, editable=False)
    vers_etat = models.CharField(max_length=18, choices=Etat, editable=False)
    mode = models.CharField("mode", max_length=23, choices=ModeContact, blank=True)
    constat = TexteScelleField("ce qui a été dit", blank=True)
    # Private by default: this alone of what a PTP writes is shown on the partenaire’s page.
    mot_au_partenaire = TexteScelleField(
        "mot au partenaire", max_length=1000, validators=[MaxLengthValidator(1000)], blank=True
    )
    prochaine_action = MotsScellesField("prochaine action", max_length=200, blank=True)

    chemin_famille = "referencement__famille"
    # The référencement as it was, to undo a slip; nothing of it is shown.
    avant = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)

    # Exactly one of the two wrote it.
    saisie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name="saisie par",
    )
    par_partenaire = models.ForeignKey(
        Partenaire, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    objects = SuiviReferencementQuerySet.as_manager()

    class Meta:
        verbose_name = "suivi de référencement"
        verbose_name_plural = "suivis de référencement"
        ordering = ["date", "pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.UniqueConstraint(
                name="suivi_du_partenaire_une_fois",
                fields=["par_partenaire", "cle"],
                violation_error_message="Cette réponse est déjà enregistrée.",
            ),
            models.CheckConstraint(
                name="suivi_d_un_seul_auteur",
                condition=Q(saisie_par__isnull=False, par_partenaire__isnull=True)
                | Q(saisie_par__isnull=True, par_partenaire__isnull=False),
                violation_error_message="Un suivi est écrit par une personne ou un partenaire.",
            ),
        ]
        indexes = [models.Index(name="suivi_referencement_date", fields=["referencement", "date"])]

    def __str__(self) -> str:
        return f"suivi {self.pk}"

    @property
    def est_annulable(self) -> bool:
        """A call, or an answer of the organisme. An accord, the contact that makes it count and
        what an entrant’s partenaire was written are never unsaid: the page has its own gestures."""
        sortant = self.referencement.sens == Sens.SORTANT
        reponse = self.de_etat not in ("", *AVANT_MEDIATION) and self.vers_etat != Etat.ANNULEE
        return self.avant is not None and (not self.change_etat or (sortant and reponse))

    @transaction.atomic
    def annuler(self, *, par: "Utilisateur") -> None:
        """Undo a slip: the référencement is as before, without this row. Suivis stay written once:
        only the last, before anything follows from it, is taken back. Said twice, done once."""
        referencement = self.referencement._verrouiller()
        actuel = SuiviReferencement.objects.filter(pk=self.pk).first()
        if actuel is None:
            return
        actuel.verifier_annulable(par=par)
        avant = actuel.avant or {}
        if not actuel.est_annulable or actuel._a_une_suite(referencement, avant):
            raise ValidationError(
                "Ce suivi a déjà une suite\u00a0: notez plutôt un nouveau suivi.", code="suite"
            )
        actuel.delete()
        referencement.retablir(avant)

    def _a_une_suite(self, referencement: "Referencement", avant: dict[str, Any]) -> bool:
        """Something was done after it, or it told the partenaire something."""
        accusee = referencement.accuse_le is not None and avant["accuse_le"] is None
        constats = referencement.constats.filter(saisie_le__gte=self.saisie_le)
        return accusee or referencement.version != avant["version"] + 1 or constats.exists()

    @property
    def titre(self) -> str:
        return en_mots(self.vers_etat, self.referencement.sens) if self.change_etat else "Suivi"

    @property
    def auteur(self) -> str:
        """Who wrote it, in words."""
        return str(self.par_partenaire or (self.saisie_par and self.saisie_par.get_full_name()))

    @property
    def change_etat(self) -> bool:
        return self.de_etat != self.vers_etat

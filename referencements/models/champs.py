"""What a référencement holds; what it does is in ``referencement.py``."""

from collections.abc import Collection
from typing import Any, ClassVar, TypeAlias
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models, router
from django.db.models import Q, Value
from django.utils import timezone
from stdnum import luhn

from familles.models import Accompagnement, Besoin, Famille
from familles.models.champs_scelles import TexteScelleField
from partenaires.models import Partenaire, Secteur, TypeBesoin
from proximite.models import Envoi, Saisie, Versionnee
from territoires.models import Territoire

from . import etats
from .contraintes import CONTRAINTES
from .etats import Sens


class ChampsReferencement(Envoi, Versionnee):
    Etat: TypeAlias = etats.Etat
    Sens: TypeAlias = etats.Sens
    Mode: TypeAlias = etats.Mode
    MotifRefus: TypeAlias = etats.MotifRefus
    MotifEntrant: TypeAlias = etats.MotifEntrant
    Issue: TypeAlias = etats.Issue

    sens = models.CharField(max_length=7, choices=Sens, default=Sens.SORTANT, editable=False)
    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="referencements", editable=False
    )
    # Where it is followed since its famille was transferred; it counts for ``territoire``.
    repris_par = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    famille = models.ForeignKey(
        Famille, on_delete=models.CASCADE, related_name="referencements", null=True, blank=True
    )
    accompagnement = models.ForeignKey(
        Accompagnement,
        on_delete=models.CASCADE,
        related_name="referencements",
        null=True,
        editable=False,
    )
    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.PROTECT, related_name="referencements"
    )
    nature = models.CharField(max_length=20, choices=Partenaire.Nature, editable=False)
    secteur = models.ForeignKey(Secteur, on_delete=models.PROTECT, related_name="+", editable=False)
    vers_porteur = models.BooleanField(
        "vers l’organisme porteur lui-même", default=False, editable=False
    )
    type_besoin = models.ForeignKey(
        TypeBesoin, on_delete=models.PROTECT, related_name="+", verbose_name="besoin"
    )
    besoin = models.ForeignKey(
        Besoin,
        on_delete=models.SET_NULL,
        related_name="referencements",
        null=True,
        blank=True,
        editable=False,
    )
    demarche = models.UUIDField(
        default=uuid4, editable=False, help_text="Groups the organismes approached together."
    )
    etat = models.CharField(
        "état", max_length=18, choices=Etat, default=Etat.DISCUTEE, editable=False
    )
    etat_depuis = models.DateField(default=timezone.localdate, editable=False)
    mode = models.CharField("mode de la mise en contact", max_length=24, choices=Mode, blank=True)
    date_mediation = models.DateField("contact personnalisé le", null=True, blank=True)
    reponse_le = models.DateField("répondu le", null=True, editable=False)
    service_amorce_le = models.DateField("service amorcé le", null=True, editable=False)
    suivi_prevu_le = models.DateField("prochain suivi", null=True, blank=True)
    # The latest date among its suivis, kept so that who waits is found without reading them.
    dernier_suivi_le = models.DateField(default=timezone.localdate, editable=False)
    motif_refus = models.CharField(
        "motif du refus", max_length=18, choices=MotifRefus, blank=True, editable=False
    )
    motif_entrant = models.CharField(
        "pourquoi le partenaire réfère", max_length=22, choices=MotifEntrant, blank=True
    )
    attente_semaines = models.PositiveSmallIntegerField(
        "attente estimée (semaines)", null=True, editable=False
    )
    issue = models.CharField(
        "issue pour le besoin", max_length=13, choices=Issue, blank=True, editable=False
    )
    note = TexteScelleField("note", blank=True)
    # Nobody of ours for what a partenaire sends by its link.
    saisie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name="saisie par",
    )
    accuse_le = models.DateField("réception accusée le", null=True, editable=False)
    nouvelles_non_lues = models.BooleanField(
        "le partenaire a écrit, personne ne l’a lu", default=False, editable=False
    )

    class Meta:
        abstract = True
        verbose_name = "référencement"
        ordering = ["-etat_depuis", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            *CONTRAINTES,
            models.UniqueConstraint(
                name="referencement_demande_une_fois",
                fields=["partenaire", "cle"],
                condition=Q(saisie_par__isnull=True),
                violation_error_message="Cette demande est déjà reçue.",
            ),
        ]
        indexes = [
            models.Index(
                name="referencement_territoire_date",
                fields=["territoire", "date_mediation", "accompagnement", "famille"],
            ),
            models.Index(name="referencement_territoire_etat", fields=["territoire", "etat"]),
            models.Index(
                name="referencement_en_attente",
                fields=["territoire", "etat_depuis", "id"],
                condition=Q(sens="sortant", etat__in=[*etats.EN_ATTENTE_DE_REPONSE]),
            ),
            models.Index(name="referencement_recent", fields=["territoire", "-etat_depuis", "-id"]),
            models.Index(
                name="referencement_d_un_partenaire",
                fields=["partenaire", "sens", "-etat_depuis", "-id"],
            ),
            models.Index(
                name="referencement_echanges",
                fields=["partenaire", "date_mediation", "sens", "etat"],
            ),
            models.Index(
                name="referencement_nouvelles",
                fields=["territoire"],
                condition=Q(nouvelles_non_lues=True),
            ),
        ]

    def __str__(self) -> str:
        return f"référencement {self.pk}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """What must always be true, in one statement: Django asks each check in its own, inside a
        savepoint, which is left to say which one does not hold."""
        base = router.db_for_write(type(self), instance=self)
        exclus = set(exclude or ())
        champs = {
            champ.name: Value(getattr(self, champ.attname), champ)
            for champ in self._meta.concrete_fields
            if champ.name not in exclus
        }
        try:
            tenues = Q(*(toujours.condition for toujours in CONTRAINTES)).check(champs, using=base)
        except FieldError:  # one speaks of an excluded field
            tenues = False
        if not tenues:
            return super().validate_constraints(exclude=exclude)
        for contrainte in self._meta.constraints:
            if contrainte not in CONTRAINTES:
                contrainte.validate(type(self), self, exclude=exclus, using=base)
        return None

    # What a follow-up may change, put back when it is undone.
    CHAMPS_DU_SUIVI: ClassVar[tuple[str, ...]] = (
        "etat",
        "etat_depuis",
        "reponse_le",
        "service_amorce_le",
        "suivi_prevu_le",
        "dernier_suivi_le",
        "motif_refus",
        "attente_semaines",
        "issue",
        "nouvelles_non_lues",
        "version",
    )
    avant: dict[str, Any] | None = None  # as ``_verrouiller`` found it

    def _verrouiller(self) -> Any:
        actuel = type(self)._base_manager.select_for_update().get(pk=self.pk)
        actuel.avant = {champ: getattr(actuel, champ) for champ in self.CHAMPS_DU_SUIVI}
        actuel.avant["accuse_le"] = actuel.accuse_le
        if actuel.besoin:
            besoin = actuel.besoin
            actuel.avant["besoin"] = [besoin.etat, besoin.etat_depuis, besoin.version]
        return actuel

    def retablir(self, avant: dict[str, Any]) -> None:
        """Put back what a follow-up changed, and the besoin it moved if nothing has since."""
        for nom in self.CHAMPS_DU_SUIVI:
            if nom != "version":
                champ: Any = self._meta.get_field(nom)
                setattr(self, nom, champ.to_python(avant[nom]))
        self.version += 1
        self.full_clean()
        self.save()
        if self.besoin and "besoin" in avant:
            etat, depuis, version = avant["besoin"]
            deplace = Besoin.objects.filter(pk=self.besoin.pk, version=version + 1)
            deplace.update(etat=etat, etat_depuis=depuis, version=version + 2)
        if self.famille:
            self.famille.actualiser_compteurs()

    @property
    def numero(self) -> str:
        """What both sides quote, on the phone or in a message: « 00041-7 ». It opens nothing."""
        corps = f"{self.pk:05d}"
        return f"{corps}-{luhn.calc_check_digit(corps)}"

    @property
    def territoire_de_suivi_id(self) -> int:
        return self.repris_par_id or self.territoire_id

    @property
    def est_ouvert(self) -> bool:
        return self.etat in etats.OUVERTS

    @property
    def est_entrant(self) -> bool:
        return self.sens == Sens.ENTRANT

    @property
    def attend_depuis(self) -> int:
        """Days in its état."""
        return (timezone.localdate() - self.etat_depuis).days

    @property
    def etat_en_mots(self) -> str:
        return etats.en_mots(self.etat, self.sens)

    @property
    def ton(self) -> str:
        """How the état is shown (``partials/etat.html``)."""
        return etats.TONS.get(self.etat, "neutre")

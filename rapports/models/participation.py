"""What one territoire reports for one Periode, from the draft to what the comité decides."""

import json
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from comptes.models import ROLES_DE_COMITE, Role, Utilisateur
from proximite.models import Versionnee
from proximite.querysets import PersonneAffectee, TerritorialQuerySet
from territoires.models import Territoire

from ..ensemble import chiffrer
from ..gel import canonique, empreinte, figer, relire
from ..indicateurs import VERSION_DEFINITIONS
from ..participation import depots
from ..participation.releve import relever
from ..resultats import Groupe, Rapport
from ..vacances import en_mots, vacances
from .periode import Periode

TEXTES = ("faits_saillants", "ajustements", "recit")


def _texte(libelle: str, aide: str) -> "models.TextField[str, str]":
    return models.TextField(
        libelle, blank=True, max_length=4000, validators=[MaxLengthValidator(4000)], help_text=aide
    )


class RapportParticipationQuerySet(TerritorialQuerySet["RapportParticipation"]):
    """``visibles_par`` is for those who read the rows of the territoire; a comité, which reads
    none, comes through ``recus_par``."""

    def modifiables_par(self, utilisateur: PersonneAffectee) -> Self:
        """The gestionnaire's: a PTP logs her work, she reports nothing in its name."""
        return self.dans_territoires(getattr(utilisateur, "territoires_geres", frozenset()))

    def recus_par(self, utilisateur: Utilisateur) -> Self:
        """Those submitted at least once, for a comité: states and texts, never exact figures."""
        if not utilisateur.a_role(*ROLES_DE_COMITE):
            return self.none()
        return self.filter(nb_versions__gt=0)

    def a_examiner(self) -> Self:
        return self.filter(etat=RapportParticipation.Etat.SOUMIS)

    def acceptes(self) -> Self:
        return self.filter(etat=RapportParticipation.Etat.ACCEPTE)


class RapportParticipation(Versionnee):
    """Its texts as they are being written, and where it is; its figures are live until it is
    submitted, then those of its last ``VersionRapport``.

    The gestionnaire writes, submits and takes back; the comité de pilotage accepts, or returns
    with a comment. Two people acting at once get one outcome: the first.
    """

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "Brouillon"
        SOUMIS = "soumis", "Soumis"
        RETOURNE = "retourne", "Retourné"
        ACCEPTE = "accepte", "Accepté"

        @property
        def ton(self) -> str:
            """The tone of partials/etat.html."""
            tons = {"soumis": "info", "retourne": "attention", "accepte": "reussite"}
            return tons.get(self.value, "neutre")

    MODIFIABLES = (Etat.BROUILLON, Etat.RETOURNE)

    periode = models.ForeignKey(Periode, on_delete=models.PROTECT, related_name="rapports")
    territoire = models.ForeignKey(Territoire, on_delete=models.PROTECT, related_name="rapports")
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.BROUILLON)
    faits_saillants = _texte("faits saillants", "Ce qui a marqué la période, sans nommer personne.")
    ajustements = _texte("ajustements", "Ce que vous ferez autrement, et ce qui vous aiderait.")
    recit = _texte(
        "récit de pratique",
        "Facultatif\u00a0: une situation racontée, méconnaissable, et ce qu’elle apprend.",
    )
    nb_versions = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = RapportParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport de participation"
        verbose_name_plural = "rapports de participation"
        ordering = ["-periode__debut", "territoire__nom"]
        constraints = [
            models.UniqueConstraint(
                name="rapport_unique_par_periode",
                fields=["periode", "territoire"],
                violation_error_message="Ce territoire a déjà un rapport pour cette période.",
            ),
            models.CheckConstraint(
                name="rapport_fige_une_fois_soumis",
                condition=Q(etat="brouillon")
                | Q(etat__in=["soumis", "retourne", "accepte"], nb_versions__gt=0),
                violation_error_message="Un rapport soumis garde la version soumise.",
            ),
        ]

    def __str__(self) -> str:
        return f"rapport {self.pk}"

    @property
    def est_modifiable(self) -> bool:
        return self.etat in self.MODIFIABLES

    @cached_property
    def derniere_version(self) -> "VersionRapport | None":
        return self.versions.order_by("-numero").first()

    # --- The gestionnaire -----------------------------------------------------------------------

    @transaction.atomic
    def soumettre(self, *, par: Utilisateur, relue: int | None = None) -> "VersionRapport":
        """Freeze the figures as they stand in a new version: what changes in the rows later
        changes nothing there. ``relue`` is the ``version`` of the texts that were read again."""
        if self.territoire_id not in par.territoires_geres:
            raise PermissionDenied
        actuel = self._verrouiller(self.MODIFIABLES, "Ce rapport est déjà soumis.")
        if relue not in (None, actuel.version):
            raise ValidationError(
                "Les textes ont changé pendant que vous les relisiez\u00a0: relisez-les.",
                code="modifie",
            )
        if not actuel.periode.est_terminee():
            raise ValidationError(
                "La période n’est pas terminée\u00a0: ses chiffres bougent encore.",
                code="en_cours",
            )
        version = VersionRapport.de(actuel, par=par)
        actuel._passer_a(self.Etat.SOUMIS, nb_versions=version.numero)
        self._relire()
        return version

    @transaction.atomic
    def reprendre(self, *, par: Utilisateur) -> None:
        """Take back what the comité has not decided on yet, to mend it."""
        if self.territoire_id not in par.territoires_geres:
            raise PermissionDenied
        actuel = self._verrouiller(
            [self.Etat.SOUMIS], "Le comité a déjà décidé\u00a0: ce rapport ne se reprend plus."
        )
        actuel._decider(VersionRapport.Decision.REPRISE, par=par)
        actuel._passer_a(self.Etat.BROUILLON)
        self._relire()

    # --- The comité de pilotage -----------------------------------------------------------------

    @transaction.atomic
    def accepter(self, *, par: Utilisateur, numero: int | None = None) -> None:
        """``numero`` is the version that was read: another one is not accepted unread."""
        self._reserver_au_comite(par)
        actuel = self._verrouiller([self.Etat.SOUMIS], "Ce rapport n’attend plus de décision.")
        actuel._verifier_lue(numero)
        actuel._decider(VersionRapport.Decision.ACCEPTEE, par=par)
        actuel._passer_a(self.Etat.ACCEPTE)
        self._relire()

    @transaction.atomic
    def retourner(self, *, par: Utilisateur, commentaire: str, numero: int | None = None) -> None:
        """With a comment that says what to look at again; an accepted one too, if need be."""
        self._reserver_au_comite(par)
        if not commentaire.strip():
            raise ValidationError({"commentaire": "Dites ce qui est à revoir."})
        actuel = self._verrouiller(
            [self.Etat.SOUMIS, self.Etat.ACCEPTE], "Ce rapport n’attend plus de décision."
        )
        actuel._verifier_lue(numero)
        actuel._decider(VersionRapport.Decision.RETOURNEE, par=par, commentaire=commentaire.strip())
        actuel._passer_a(self.Etat.RETOURNE)
        self._relire()

    # --- What they share --------------------------------------------------------------------------

    @staticmethod
    def _reserver_au_comite(par: Utilisateur) -> None:
        if not par.a_role(Role.COMITE_PILOTAGE):
            raise PermissionDenied

    def _verifier_lue(self, numero: int | None) -> None:
        if numero not in (None, self.nb_versions):
            raise ValidationError(
                "Une nouvelle version a été soumise depuis\u00a0: lisez-la avant de décider.",
                code="nouvelle_version",
            )

    def _verrouiller(self, etats: Any, refus: str) -> "RapportParticipation":
        actuel = RapportParticipation.objects.select_for_update().get(pk=self.pk)
        if actuel.etat not in etats:
            raise ValidationError(refus, code="deja_fait")
        return actuel

    def _passer_a(self, etat: str, **champs: Any) -> None:
        for champ, valeur in champs.items():
            setattr(self, champ, valeur)
        self.etat = etat
        self.version += 1
        self.full_clean()
        self.save()

    def _decider(self, decision: str, *, par: Utilisateur, commentaire: str = "") -> None:
        versions = VersionRapport.objects.filter(rapport=self, numero=self.nb_versions)
        versions.get().garder_la_decision()
        versions.update(
            decision=decision, decidee_par=par, decidee_le=timezone.now(), commentaire=commentaire
        )
        if decision != VersionRapport.Decision.REPRISE:
            depots.annoncer_decision(versions.get())

    def _relire(self) -> None:
        self.__dict__.pop("derniere_version", None)
        self.refresh_from_db()


class VersionRapportQuerySet(TerritorialQuerySet["VersionRapport"]):
    chemin_territoire = "rapport__territoire"

    def acceptees(self) -> Self:
        """The version that each accepted report stands on."""
        return self.filter(
            rapport__etat=RapportParticipation.Etat.ACCEPTE, numero=models.F("rapport__nb_versions")
        )

    def avec_decisions(self) -> Self:
        """With who submitted, who decided, and what had been decided before."""
        return self.select_related("soumise_par", "decidee_par").prefetch_related(
            "decisions_passees__decidee_par"
        )


class VersionRapport(models.Model):
    """A report as it was submitted: never changed, which triggers also see to, but for what was
    decided of it.

    ``contenu`` is the canonical JSON of ``gel.figer``, with the territoire as it was; ``empreinte``
    its SHA-256.
    """

    class Decision(models.TextChoices):
        ACCEPTEE = "acceptee", "Acceptée"
        RETOURNEE = "retournee", "Retournée"
        REPRISE = "reprise", "Reprise par la personne gestionnaire"

    rapport = models.ForeignKey(
        RapportParticipation, on_delete=models.PROTECT, related_name="versions"
    )
    numero = models.PositiveSmallIntegerField("version")
    contenu = models.TextField(editable=False)
    empreinte = models.CharField(max_length=64, editable=False)
    version_definitions = models.CharField(max_length=20, editable=False)
    faits_saillants = models.TextField("faits saillants", blank=True)
    ajustements = models.TextField("ajustements", blank=True)
    recit = models.TextField("récit de pratique", blank=True)
    soumise_le = models.DateTimeField("soumise le", default=timezone.now, editable=False)
    soumise_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    decision = models.CharField("décision", max_length=9, choices=Decision, blank=True)
    commentaire = models.TextField("commentaire", blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = VersionRapportQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’un rapport"
        verbose_name_plural = "versions des rapports"
        ordering = ["-numero"]
        constraints = [
            models.UniqueConstraint(
                name="version_rapport_unique",
                fields=["rapport", "numero"],
                violation_error_message="Cette version existe déjà.",
            ),
            models.CheckConstraint(
                name="version_rapport_decidee_par_quelqu_un",
                condition=Q(decision="", decidee_le__isnull=True, decidee_par__isnull=True)
                | (~Q(decision="") & Q(decidee_le__isnull=False, decidee_par__isnull=False)),
                violation_error_message="Une décision a son auteur et sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.pk}"

    @classmethod
    def de(cls, rapport: RapportParticipation, *, par: Utilisateur) -> "VersionRapport":
        """The next version of a locked report, with its figures as they stand."""
        contenu = canonique(contenu_a_figer(rapport))
        return cls.objects.create(
            rapport=rapport,
            numero=rapport.nb_versions + 1,
            contenu=contenu,
            empreinte=empreinte(contenu),
            version_definitions=VERSION_DEFINITIONS,
            soumise_par=par,
            **{nom: getattr(rapport, nom) for nom in TEXTES},
        )

    @cached_property
    def fige(self) -> dict[str, Any]:
        return json.loads(self.contenu)

    @cached_property
    def chiffres(self) -> Rapport:
        """Its figures, exact: for those who read the rows of the territoire."""
        territoire = self.fige["territoire"]
        return relire(self.fige, Groupe(territoire["code"], territoire["nom"]))

    @property
    def est_intacte(self) -> bool:
        return empreinte(self.contenu) == self.empreinte

    def garder_la_decision(self) -> None:
        """Before another one takes its place."""
        if self.decision:
            self.decisions_passees.create(
                **{nom: getattr(self, nom) for nom in DecisionPassee.CHAMPS}
            )


class DecisionPassee(models.Model):
    """What had been decided of a version before the comité changed its mind."""

    CHAMPS = ("decision", "commentaire", "decidee_le", "decidee_par")

    version = models.ForeignKey(
        VersionRapport, on_delete=models.PROTECT, related_name="decisions_passees"
    )
    decision = models.CharField("décision", max_length=9, choices=VersionRapport.Decision)
    commentaire = models.TextField("commentaire", blank=True)
    decidee_le = models.DateTimeField("décidée le")
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "décision passée"
        verbose_name_plural = "décisions passées"
        ordering = ["decidee_le", "pk"]

    def __str__(self) -> str:
        return f"décision {self.pk}"


def situer(territoire: Territoire) -> dict[str, str]:
    """How it is split: as it is today."""
    return {
        "region": territoire.region_id,
        "milieu": territoire.milieu,
        "type_porteur": territoire.organisme.type,
    }


def contenu_a_figer(
    rapport: RapportParticipation, chiffres: Rapport | None = None
) -> dict[str, Any]:
    """With the figures as they stand, unless they are computed already."""
    territoire, periode = rapport.territoire, rapport.periode
    if chiffres is None:
        portee = frozenset({territoire.pk})
        chiffres = chiffrer(periode.debut, periode.fin, territoires=portee)[None]
    return {
        **figer(chiffres),
        "territoire": {
            "code": territoire.code,
            "nom": territoire.nom,
            **situer(territoire),
        },
        "periode": periode.libelle,
        "version_definitions": VERSION_DEFINITIONS,
        "vacances": en_mots(vacances(territoire.pk, periode.debut, periode.fin)),
        "lignes": relever(
            territoire.pk, periode.debut, periode.fin, observe_au=chiffres.observe_au
        ),
    }

"""Two fiches that are one famille: brought together, and apart again (decision 0034)."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from proximite.models import Saisie

from .accompagnement import Accompagnement
from .champs_scelles import JsonScelleField, MotsScellesField
from .famille import Famille
from .personnes import DeLaFamilleQuerySet, Enfant, IdentiteFamille
from .rassemblement import (
    REPLIS,
    Json,
    deplacer,
    deplier,
    photo,
    rendre,
    replier,
    verrouiller,
)
from .replis import completables, completer
from .scellement import resceller

if TYPE_CHECKING:
    from comptes.models import Utilisateur

CHANGEES = (
    "Une des deux fiches a changé pendant que vous les compariez. "
    "Rien n’est réuni\u00a0: relisez-les, puis décidez."
)
DEJA_REUNIE = "Une de ces fiches est déjà réunie à une autre."
DEUX_TERRITOIRES = "Ces familles sont de deux territoires\u00a0: un transfert vient d’abord."
TRANSFERT_PROPOSE = "Un transfert attend une réponse\u00a0: annulez-le d’abord."
DEJA_ANNULEE = "Cette réunion est déjà annulée."
TROP_TARD = "Plus de 30 jours ont passé\u00a0: les deux fiches ne peuvent plus être séparées."
GARDE_REUNIE = (
    "Cette fiche a elle-même été réunie à une autre depuis\u00a0: annulez d’abord cette réunion-là."
)
AUTRE_DEPUIS = (
    "Une autre fiche a été réunie à celle-ci depuis\u00a0: annulez d’abord cette réunion-là."
)
PARTIE = "Cette famille a changé de territoire depuis\u00a0: les deux fiches restent réunies."


class FamillesDistinctesQuerySet(models.QuerySet["FamillesDistinctes"]):
    def paires(self) -> set[tuple[int, int]]:
        return set(self.values_list("un", "autre"))

    def autres_que(self, famille: Famille) -> set[int]:
        siennes = self.filter(Q(un=famille) | Q(autre=famille))
        return {pk for paire in siennes.values_list("un", "autre") for pk in paire} - {famille.pk}


class FamillesDistinctes(models.Model):
    """Someone looked at two fiches that look the same and said they are two familles."""

    un = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="+")
    autre = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="+")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    le = models.DateTimeField("dit le", default=timezone.now)

    objects = FamillesDistinctesQuerySet.as_manager()

    class Meta:
        verbose_name = "paire de familles distinctes"
        verbose_name_plural = "paires de familles distinctes"
        constraints = [
            models.UniqueConstraint(
                name="familles_distinctes_une_fois",
                fields=["un", "autre"],
                violation_error_message="C’est déjà dit.",
            ),
            models.CheckConstraint(
                name="familles_distinctes_en_ordre",
                condition=Q(un__lt=F("autre")),
                violation_error_message="Une paire se dit dans un seul ordre.",
            ),
        ]

    def __str__(self) -> str:
        return f"familles {self.un_id} et {self.autre_id}"

    @classmethod
    def distinguer(cls, *, un: Famille, autre: Famille, par: "Utilisateur") -> None:
        """Said once, in whichever order."""
        premiere, seconde = sorted((un, autre), key=lambda famille: famille.pk)
        cls.objects.get_or_create(un=premiere, autre=seconde, defaults={"par": par})


class FusionFamilleQuerySet(DeLaFamilleQuerySet):
    chemin_territoire = "garde__territoire"

    def en_vigueur(self) -> Self:
        return self.filter(annulee_le__isnull=True)


class FusionFamille(Saisie):
    """``garde`` took what pointed to ``absorbee``, whose code leads to it from then on.

    ``deplaces`` holds the pks moved, by « app.model.field ». What names people, or was written
    twice, is apart in its ``ArchiveFusion``.
    """

    DELAI = timedelta(days=30)
    CHAMPS = (
        "alias",
        "langue",
        "interprete",
        "canal_prefere",
        "heures_preferees",
        "rythme_jours",
        "voie_reperage",
    )
    CHAMPS_IDENTITE = ("nom", "adresse", "telephone")

    garde = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="fusions")
    absorbee = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="fusions_subies")
    motif = MotsScellesField("pourquoi c’est la même famille", max_length=200)
    deplaces = models.JSONField(default=dict, editable=False, encoder=DjangoJSONEncoder)
    annulee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    annulee_le = models.DateTimeField("annulée le", null=True, editable=False)
    restes = models.JSONField("resté tel quel", default=list, editable=False)

    chemin_famille = "garde"

    objects = FusionFamilleQuerySet.as_manager()

    class Meta:
        verbose_name = "réunion de deux familles"
        verbose_name_plural = "réunions de familles"
        ordering = ["-saisie_le", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.UniqueConstraint(
                name="fusion_famille_absorbee_une_fois",
                fields=["absorbee"],
                condition=Q(annulee_le__isnull=True),
                violation_error_message=DEJA_REUNIE,
            ),
            models.CheckConstraint(
                name="fusion_famille_de_deux_fiches",
                condition=~Q(garde=F("absorbee")),
                violation_error_message="Une fiche ne se réunit pas à elle-même.",
            ),
            models.CheckConstraint(
                name="fusion_famille_motivee",
                condition=~Q(motif=""),
                violation_error_message="Dites pourquoi c’est la même famille.",
            ),
        ]

    def __str__(self) -> str:
        return f"réunion {self.pk}"

    def annulable_jusqu_au(self) -> datetime:
        return self.saisie_le + self.DELAI

    def est_annulable(self, maintenant: datetime | None = None) -> bool:
        return not self.annulee_le and (maintenant or timezone.now()) <= self.annulable_jusqu_au()

    # --- Bringing together --------------------------------------------------------------------

    @transaction.atomic
    def fusionner(
        self,
        *,
        de_absorbee: Collection[str],
        memes: Iterable[tuple[models.Model, models.Model]] = (),
        versions: tuple[int, int],
    ) -> None:
        """``de_absorbee``: the fields whose value is that of the fiche absorbed. ``memes``: the
        people written on both fiches (hers, then the kept one). ``versions``: those of the fiches
        as they were compared."""
        self._verrouiller()
        self._verifier_fusionnable(versions)
        self.full_clean(exclude=["saisie_par", "deplaces", "restes"])
        archive = ArchiveFusion()
        for de, vers in memes:
            archive.replier(de, vers)
        for pairer in REPLIS:
            for de, vers in pairer(self.garde, self.absorbee):
                archive.replier(de, vers)
        self._separer_la_garde_partagee(archive)
        self.deplaces = deplacer(self.absorbee, self.garde)
        resceller(self.garde, depuis=self.absorbee)
        self._ecrire_la_fiche(archive, {*de_absorbee})
        self.save()
        archive.fusion = self
        archive.save()
        Famille.toutes.filter(pk__in=[self.garde_id, self.absorbee_id]).actualiser_compteurs()

    def _verrouiller(self) -> None:
        par_pk = {famille.pk: famille for famille in verrouiller(self.garde_id, self.absorbee_id)}
        self.garde, self.absorbee = par_pk[self.garde_id], par_pk[self.absorbee_id]

    def _verifier_fusionnable(self, versions: tuple[int, int]) -> None:
        if self.garde.fusionnee_dans_id or self.absorbee.fusionnee_dans_id:
            raise ValidationError(DEJA_REUNIE)
        if self.garde.territoire_id != self.absorbee.territoire_id:
            raise ValidationError(DEUX_TERRITOIRES)
        deux = [self.garde, self.absorbee]
        if Famille.toutes.filter(pk__in=[f.pk for f in deux], transferts__etat="propose").exists():
            raise ValidationError(TRANSFERT_PROPOSE)
        if (self.garde.version, self.absorbee.version) != versions:
            raise ValidationError(CHANGEES, code="conflit")

    def _separer_la_garde_partagee(self, archive: "ArchiveFusion") -> None:
        """A child shared by both fiches lives in one famille."""
        deux = [self.garde, self.absorbee]
        for enfant in Enfant.objects.filter(famille__in=deux, autre_famille__in=deux):
            with archive.changer(enfant):
                enfant.autre_famille = None

    def _ecrire_la_fiche(self, archive: "ArchiveFusion", de_absorbee: set[str]) -> None:
        garde, absorbee = self.garde, self.absorbee
        with archive.changer(garde):
            for nom in de_absorbee & {*self.CHAMPS}:
                setattr(garde, nom, getattr(absorbee, nom))
            garde.date_jointe = min(garde.date_jointe, absorbee.date_jointe)
            garde.date_reperage = _premier_reperage(garde, absorbee)
            garde.rappels_suspendus |= absorbee.rappels_suspendus
            garde.version += 1
        self._ecrire_l_identite(archive, de_absorbee & {*self.CHAMPS_IDENTITE})
        absorbee.fusionnee_dans = garde
        absorbee.version += 1
        absorbee.save()

    def _ecrire_l_identite(self, archive: "ArchiveFusion", de_absorbee: set[str]) -> None:
        """An address to be kept from others on one fiche is so on the one kept."""
        autre = IdentiteFamille.objects.filter(famille=self.absorbee).first()
        if autre is None:
            return
        sienne, _ = IdentiteFamille.objects.get_or_create(famille=self.garde)
        with archive.changer(sienne):
            for nom in de_absorbee:
                setattr(sienne, nom, getattr(autre, nom))
            sienne.adresse_confidentielle |= autre.adresse_confidentielle

    # --- Taking apart -------------------------------------------------------------------------

    @transaction.atomic
    def annuler(self, *, par: "Utilisateur") -> None:
        """Both fiches as they were. What was added since stays with the one kept; what was changed
        since stays as it is now, and ``restes`` says so."""
        self._verrouiller()
        FusionFamille.objects.select_for_update().get(pk=self.pk)
        self.refresh_from_db(fields=["annulee_le"])
        self._verifier_annulable()
        self.absorbee.fusionnee_dans = None
        self.absorbee.version += 1
        self.absorbee.save()
        self.archive.deplier()
        rendre(self.deplaces, de=self.garde, a=self.absorbee)
        resceller(self.absorbee, depuis=self.garde)
        self.restes = self.archive.remettre()
        Famille.toutes.filter(pk=self.garde_id).update(version=F("version") + 1)
        self.annulee_par, self.annulee_le = par, timezone.now()
        self.save()
        Famille.toutes.filter(pk__in=[self.garde_id, self.absorbee_id]).actualiser_compteurs()

    def _verifier_annulable(self) -> None:
        if self.annulee_le:
            raise ValidationError(DEJA_ANNULEE)
        if not self.est_annulable():
            raise ValidationError(TROP_TARD)
        if self.garde.fusionnee_dans_id:
            raise ValidationError(GARDE_REUNIE)
        if self.garde.territoire_id != self.absorbee.territoire_id:
            raise ValidationError(PARTIE)
        if self.garde.fusions.en_vigueur().filter(pk__gt=self.pk).exists():
            raise ValidationError(AUTRE_DEPUIS)


def _premier_reperage(garde: Famille, absorbee: Famille) -> Any:
    """The first, unless she was reached before it: one is repérée before being jointe."""
    connus = [f.date_reperage for f in (garde, absorbee) if f.date_reperage]
    premier = min(connus, default=None)
    return premier if premier and premier <= garde.date_jointe else None


class ArchiveFusion(models.Model):
    """What it takes to undo: rows written on both fiches, as they were; values before and after,
    by « app.model:pk ». It may name people: it is joined by nothing but the undoing."""

    fusion = models.OneToOneField(
        FusionFamille, on_delete=models.CASCADE, related_name="archive", primary_key=True
    )
    repliees = JsonScelleField(default=list, encoder=DjangoJSONEncoder)
    changements = JsonScelleField(default=dict, encoder=DjangoJSONEncoder)

    chemin_famille = "fusion__garde"

    class Meta:
        verbose_name = "archive d’une réunion"
        verbose_name_plural = "archives de réunions"

    def __str__(self) -> str:
        return f"archive de la réunion {self.pk}"

    def replier(self, de: models.Model, vers: models.Model) -> None:
        for ligne, autre in completables(de, vers):
            with self.changer(ligne):
                completer(ligne, autre)
        self.repliees.append(replier(de, vers))

    def changer(self, ligne: models.Model) -> "_Changement":
        return _Changement(self.changements, ligne)

    def remettre(self) -> list[str]:
        """Give back values; what was changed since, in words."""
        return [
            reste for cle, champs in self.changements.items() for reste in _remettre(cle, champs)
        ]

    def deplier(self) -> None:
        for repliee in reversed(self.repliees):
            deplier(repliee)


class _Changement:
    """``with``: what is changed on the row is written, and remembered field by field. Changed
    twice, it goes back to the first value."""

    def __init__(self, changements: Json, ligne: models.Model) -> None:
        self.changements, self.ligne = changements, ligne
        self.cle = f"{ligne._meta.label_lower}:{ligne.pk}"
        self.avant = photo(ligne)

    def __enter__(self) -> None:
        return None

    def __exit__(self, *erreur: Any) -> None:
        if erreur[0]:
            return
        self.ligne.save()
        deja = self.changements.setdefault(self.cle, {})
        for nom, apres in photo(self.ligne).items():
            if nom != "version" and apres != self.avant[nom]:
                deja[nom] = [deja.get(nom, [self.avant[nom]])[0], apres]


def _remettre(cle: str, champs: dict[str, list[Any]]) -> Iterable[str]:
    """A value corrected since stays: it is the newest thing known."""
    label, pk = cle.split(":")
    modele = _modele(label)
    ligne = modele._base_manager.filter(pk=pk).first()
    if ligne is None:
        return
    actuels = photo(ligne)
    gardes = {nom for nom, (_, apres) in champs.items() if actuels[nom] != apres}
    if isinstance(ligne, Accompagnement) and _agi_depuis(ligne, champs):
        gardes |= {"date_fin", "motif_fin"} & {*champs}
    remis = champs.keys() - gardes
    for nom in remis:
        champ: Any = modele._meta.get_field(nom)
        setattr(ligne, champ.attname, champ.to_python(champs[nom][0]))
    if remis:
        ligne.save(update_fields=remis)
    for nom in sorted(gardes):
        yield f"{modele._meta.verbose_name}, {modele._meta.get_field(nom).verbose_name}"  # type: ignore[union-attr]


def _modele(label: str) -> type[models.Model]:
    return Famille._meta.apps.get_model(label)


def _agi_depuis(accompagnement: Accompagnement, champs: dict[str, list[Any]]) -> bool:
    fin = champs.get("date_fin", [None])[0]
    return bool(fin) and accompagnement.interventions.filter(date__gt=fin).exists()

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from activites.models import ModeContact, StrategieDemarchage
from familles import codes, compteurs
from proximite import lectures
from proximite.models import Saisie, Versionnee
from proximite.querysets import PersonneAffectee, TerritorialQuerySet
from proximite.typographie import date_moyenne
from territoires.models import Territoire

from .champs_scelles import MotsScellesField
from .cle import CleFamille

if TYPE_CHECKING:
    from comptes.models import Utilisateur
    from partenaires.models import TypeBesoin

    from .accompagnement import Accompagnement, AccompagnementQuerySet
    from .personnes import Enfant
    from .situation import Besoin


class Frequentation(models.TextChoices):
    """How much a famille used the services of its community (DOMAINE §1.1, §2.11)."""

    AUCUNE = "aucune", "Ne fréquente pas"
    PEU = "peu", "Fréquente peu"
    REGULIERE = "reguliere", "Fréquente régulièrement"
    INCONNUE = "inconnue", "À déterminer"


FREQUENTATIONS_ISOLEES = (Frequentation.AUCUNE, Frequentation.PEU)


RECEMMENT_JOINTE = timedelta(days=90)


class FamilleQuerySet(TerritorialQuerySet["Famille"]):
    def visibles_par(self, utilisateur: PersonneAffectee) -> Self:
        return super().visibles_par(utilisateur).encore_nommees()

    def modifiables_par(self, utilisateur: PersonneAffectee) -> Self:
        return super().modifiables_par(utilisateur).encore_nommees()

    def encore_nommees(self) -> Self:
        """Whose dossier is not anonymous yet: the others only count in figures."""
        return self.filter(anonyme_le__isnull=True)

    def accompagnees(self) -> Self:
        """With an accompagnement that goes on."""
        return self.filter(nb_accompagnements_ouverts__gt=0)

    def en_cours(self, le: date | None = None) -> Self:
        """Accompagnées, or joined of late and not accompanied yet: those she has in mind."""
        depuis = (le or timezone.localdate()) - RECEMMENT_JOINTE
        jointes = Q(date_jointe__gte=depuis, premier_accompagnement_le__isnull=True)
        return self.filter(Q(nb_accompagnements_ouverts__gt=0) | jointes)

    def isolees(self) -> Self:
        return self.filter(frequentation_initiale__in=FREQUENTATIONS_ISOLEES)

    def a_determiner(self) -> Self:
        """Isolation at first contact not known yet."""
        return self.filter(frequentation_initiale=Frequentation.INCONNUE)

    def a_revoir(self, le: date | None = None) -> Self:
        """Accompagnées, and not seen for longer than the rhythm chosen with them, unless a
        rendez-vous is planned."""
        le = le or timezone.localdate()
        attendues = Famille.objects.filter(rendez_vous__etat="prevu", rendez_vous__prevu_le__gte=le)
        depassees = Q(pk__in=[])
        for jours in Famille.Rythme.values:
            depassees |= Q(rythme_jours=jours, vue_le__lt=le - timedelta(days=jours))
        sans_rendez_vous = self.accompagnees().exclude(Exists(attendues.filter(pk=OuterRef("pk"))))
        return sans_rendez_vous.annotate(vue_le=vue_le()).filter(depassees)

    def recentes(self) -> Self:
        """Last seen first."""
        return self.annotate(vue_le=vue_le()).order_by("-vue_le", "-pk")

    def avec_enfants(self) -> Self:
        """For ``enfants_presents``."""
        return self.prefetch_related("enfants", "enfants_en_garde_partagee")

    def suivre(self, code: str) -> "Famille | None":
        """Among these, the famille of that code, or the one it was brought into."""
        reperes = Q(code=code) | Q(pk__in=Famille.toutes.filter(code=code).values("fusionnee_dans"))
        return self.filter(reperes).first()

    def bulk_create(self, objs: Iterable["Famille"], *args: Any, **kwargs: Any) -> list["Famille"]:
        """With the key of each."""
        with transaction.atomic(savepoint=False):
            nouvelles = super().bulk_create(objs, *args, **kwargs)
            CleFamille.poser(nouvelles)
        return nouvelles

    @transaction.atomic(savepoint=False)
    def actualiser_compteurs(self, *, verrouillees: bool = False) -> int:
        """Recompute the kept counters from the rows; call it in the transaction that writes.

        The familles are locked first: an update that waits for another one would otherwise
        count the rows as they were before it waited.
        """
        if not verrouillees:
            list(self.order_by("pk").select_for_update().values_list("pk"))
        return self.update(**compteurs.valeurs())


class FamilleManager(models.Manager.from_queryset(FamilleQuerySet)):  # type: ignore[misc]
    """Each famille once: a fiche that was brought into another one is no longer one of them."""

    def get_queryset(self) -> FamilleQuerySet:
        return super().get_queryset().filter(fusionnee_dans__isnull=True)


def vue_le() -> Coalesce:
    return Coalesce("derniere_intervention_le", "date_jointe")


class Famille(Saisie, Versionnee):
    """A famille, pseudonymous by construction: an alias is enough to open it, names are apart.

    Isolation, ages and needs come when trust comes, each as a dated statement. Criteria are
    targets, never gates: no famille is ever refused here (DOMAINE §0).
    """

    class Rythme(models.IntegerChoices):
        """Days without news after which the PTP is reminded: the famille’s own pace."""

        SEMAINE = 7, "Chaque semaine"
        DEUX_SEMAINES = 14, "Aux deux semaines"
        MOIS = 30, "Chaque mois"
        DEUX_MOIS = 60, "Aux deux mois"
        TROIS_MOIS = 90, "Aux trois mois"

    code = models.CharField(
        max_length=codes.LONGUEUR, unique=True, default=codes.nouveau_code, editable=False
    )
    alias = MotsScellesField(
        "alias",
        max_length=80,
        help_text="Ce qui vous la rappelle, sans nom ni adresse : « la famille du parc ».",
    )
    territoire = models.ForeignKey(Territoire, on_delete=models.PROTECT, related_name="familles")
    date_jointe = models.DateField("jointe le", default=timezone.localdate)
    date_reperage = models.DateField("repérée le", null=True, blank=True)
    voie_reperage = models.ForeignKey(
        StrategieDemarchage,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="repérée par",
    )
    langue = models.CharField("langue parlée", max_length=60, blank=True)
    interprete = models.BooleanField("interprète utile", default=False)
    canal_prefere = models.CharField(
        "canal préféré", max_length=23, choices=ModeContact, blank=True
    )
    heures_preferees = MotsScellesField("meilleurs moments", max_length=120, blank=True)
    rythme_jours = models.PositiveSmallIntegerField(
        "à son rythme", choices=Rythme, null=True, blank=True, default=Rythme.MOIS
    )

    rappels_suspendus = models.BooleanField(
        "ne pas relancer les partenaires pour cette famille", default=False
    )

    # Kept in step by ``actualiser_compteurs`` (familles/compteurs.py).
    derniere_intervention_le = models.DateField(null=True, editable=False)
    premier_accompagnement_le = models.DateField(null=True, editable=False)
    nb_accompagnements_ouverts = models.PositiveSmallIntegerField(default=0, editable=False)
    nb_enfants = models.PositiveSmallIntegerField(default=0, editable=False)
    nb_referencements_ouverts = models.PositiveSmallIntegerField(default=0, editable=False)
    frequentation_initiale = models.CharField(
        max_length=9, choices=Frequentation, default=Frequentation.INCONNUE, editable=False
    )

    # Nothing in it names anyone since: see ``confidentialite.destruction``.
    anonyme_le = models.DateField("rendue anonyme le", null=True, editable=False)

    vue_le: date  # annotated by ``recentes`` and ``a_revoir``
    attend_releve: bool  # annotated by ``familles.fiche.avec_tout``

    fusionnee_dans = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        related_name="absorbees",
        null=True,
        editable=False,
    )

    chemin_famille = ""

    objects = FamilleManager()
    # Those that were brought into another one too.
    toutes = FamilleQuerySet.as_manager()

    class Meta:
        verbose_name = "famille"
        ordering = ["pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="famille_alias_present",
                condition=~Q(alias=""),
                violation_error_message="Donnez un alias : il suffit pour ouvrir une famille.",
            ),
            models.CheckConstraint(
                name="famille_reperee_avant_jointe",
                condition=Q(date_reperage__isnull=True) | Q(date_reperage__lte=F("date_jointe")),
                violation_error_message="Une famille est repérée avant d’être jointe.",
            ),
        ]
        indexes = [
            models.Index(
                F("territoire"),
                Coalesce("derniere_intervention_le", "date_jointe").desc(),
                F("id").desc(),
                name="famille_territoire_recente",
            ),
        ]

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Whatever loads her is seen by the access journal."""
        famille = super().from_db(*args, **kwargs)
        lectures.noter(famille.pk, famille.__dict__.get("code", ""))
        return famille

    def __str__(self) -> str:
        return codes.afficher(self.code)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the key under which she is sealed."""
        nouvelle = self._state.adding
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if nouvelle:
                CleFamille.poser([self])

    @property
    def code_affiche(self) -> str:
        return codes.afficher(self.code)

    @property
    def enfants_presents(self) -> "list[Enfant]":
        """Those who live there and still count, shared custody included, oldest first."""
        enfants = [*self.enfants.all(), *self.enfants_en_garde_partagee.all()]
        presents = [enfant for enfant in enfants if not enfant.ne_compte_plus_des]
        return sorted(presents, key=lambda enfant: enfant.naissance or date.max)

    @property
    def est_isolee(self) -> bool:
        return self.frequentation_initiale in FREQUENTATIONS_ISOLEES

    @property
    def isolement_a_determiner(self) -> bool:
        return self.frequentation_initiale == Frequentation.INCONNUE

    def actualiser_compteurs(self, *, verrouillee: bool = False) -> None:
        Famille.objects.filter(pk=self.pk).actualiser_compteurs(verrouillees=verrouillee)
        self.refresh_from_db(fields=list(compteurs.COMPTEURS))

    def verrouiller(self) -> None:
        """One writer at a time on what is unique to a famille, until the transaction ends.

        Raises ValidationError when she was brought into another one, or made anonymous, meanwhile.
        """
        ligne = Famille.toutes.select_for_update().get(pk=self.pk)
        if ligne.anonyme_le:
            raise ValidationError("Ce dossier vient d’être rendu anonyme.", code="anonyme")
        if ligne.fusionnee_dans:
            raise ValidationError(
                "Cette fiche vient d’être réunie à une autre, de code %(code)s. Rien n’est "
                "perdu\u00a0: ouvrez celle-là.",
                code="fusionnee",
                params={"code": ligne.fusionnee_dans.code_affiche},
            )

    def besoin_ouvert(self, type_besoin: "TypeBesoin", *, le: date) -> "Besoin":
        """This need of theirs, which what is done that day brings to light if nothing had."""
        self.verrouiller()
        return self.besoins_ouverts([type_besoin], le=le)[0]

    def besoins_ouverts(self, types: "Iterable[TypeBesoin]", *, le: date) -> "list[Besoin]":
        """Those needs, in that order; call it with the famille locked."""
        types = list(types)
        deja = {besoin.type_id: besoin for besoin in self.besoins.ouverts().filter(type__in=types)}
        return [deja.get(type_.pk) or self._mettre_en_relief(type_, le) for type_ in types]

    def _mettre_en_relief(self, type_besoin: "TypeBesoin", le: date) -> "Besoin":
        besoin = self.besoins.create(type=type_besoin, mis_en_relief_le=le, etat_depuis=le)
        besoin.nouveau = True
        return besoin

    def accompagnements_d_ici(self) -> "AccompagnementQuerySet":
        """Those of its territoire: what another one did before a transfert stays there."""
        return self.accompagnements.filter(territoire=self.territoire_id)

    @transaction.atomic(savepoint=False)
    def accompagnement_pour(self, le: date, *, par: "Utilisateur") -> "Accompagnement":
        """The accompagnement that an action of that date belongs to; the first one starts it."""
        self.verrouiller()
        existant = self.accompagnements_d_ici().couvrant(le).du_plus_recent().first()
        if existant:
            return existant
        if suivant := self.accompagnements_d_ici().filter(date_debut__gt=le).first():
            raise ValidationError(
                "L’accompagnement de cette famille commence le %(debut)s. "
                "Pour consigner une action plus ancienne, avancez d’abord ce début.",
                code="avant_accompagnement",
                params={"debut": date_moyenne(suivant.date_debut), "accompagnement": suivant.pk},
            )
        return self._commencer(par=par, le=le)

    @transaction.atomic
    def commencer_accompagnement(
        self, *, par: "Utilisateur", le: date, raison: str = ""
    ) -> "Accompagnement":
        """Start, or start again after an end: a new episode of the same famille."""
        self.verrouiller()
        return self._commencer(par=par, le=le, raison=raison)

    def _commencer(self, *, par: "Utilisateur", le: date, raison: str = "") -> "Accompagnement":
        accompagnement = self.accompagnements.model(
            famille=self, territoire=self.territoire, ptp=par, date_debut=le, raison=raison
        )
        accompagnement.full_clean()
        accompagnement.refuser_chevauchement()
        accompagnement.save()
        accompagnement.nouveau = True
        self.actualiser_compteurs(verrouillee=True)
        return accompagnement

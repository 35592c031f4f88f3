"""A PTP leaves: each famille gets a relay, at her own pace and with her own answer.

What is passed on and to whom is said in docs/decisions/0033-passation.md.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone

from comptes.models import Affectation, Role, Utilisateur
from familles import depots, reseau
from partenaires.models import Partenaire
from proximite.models import Saisie, Versionnee
from proximite.querysets import TerritorialQuerySet
from territoires.models import Territoire

from . import affectation_releve
from .accompagnement import Accompagnement
from .champs_scelles import MotsScellesField, TexteScelleField
from .famille import Famille

if TYPE_CHECKING:
    from .relais import PointSensible


def en_poste(personne: str, utilisateur: Utilisateur, chemin: str = "") -> Q:
    """It is hers, and she works in its territoire today."""
    ecrits = {f"{chemin}territoire__in": utilisateur.territoires_ecrits}
    return Q(**{f"{chemin}{personne}": utilisateur}) & Q(**ecrits)


class PassationQuerySet(TerritorialQuerySet["Passation"]):
    def en_cours(self) -> Self:
        return self.filter(conclue_le__isnull=True)

    def visibles_par(self, utilisateur: Utilisateur) -> Self:  # type: ignore[override]
        """Who leaves and who comes, each while she works there, and their gestionnaires."""
        return self.filter(
            Q(territoire__in=utilisateur.territoires_geres)
            | en_poste("de", utilisateur)
            | en_poste("a", utilisateur)
        )

    def modifiables_par(self, utilisateur: Utilisateur) -> Self:  # type: ignore[override]
        """The gestionnaire organises it: who comes, when, and whom to reach meanwhile."""
        return self.filter(territoire__in=utilisateur.territoires_geres)

    def ouvertes_a(self, utilisateur: Utilisateur) -> Self:
        """Who leaves and her gestionnaires may take in a famille of hers, or call it off."""
        return self.modifiables_par(utilisateur) | self.filter(en_poste("de", utilisateur))

    def avec_avancement(self) -> Self:
        """Of the familles that no transfert has taken elsewhere since."""
        conclue = Q(familles__conclue_le__isnull=False)
        return self.annotate(
            nb_familles=_nombre(),
            nb_pretes=_nombre(familles__prete=True),
            nb_conclues=_nombre(conclue),
            nb_a_preparer=_nombre(~conclue, familles__prete=False),
        )

    def a_preparer(self) -> Self:
        """With familles left to prepare."""
        avancees: Any = self.avec_avancement()
        return avancees.filter(nb_a_preparer__gt=0)


DEJA_COMMENCEE = "Une famille a déjà été passée : cette passation va jusqu’à sa dernière famille."


def _nombre(*conditions: Q, **valeurs: Any) -> Count:
    sur_place = Q(familles__famille__territoire=models.F("territoire"))
    return Count("familles", filter=Q(sur_place, *conditions, **valeurs))


class Passation(Saisie, Versionnee):
    """The hand-over of one PTP's familles in one territoire; it ends with its last famille."""

    territoire = models.ForeignKey(Territoire, on_delete=models.PROTECT, related_name="passations")
    de = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, related_name="+", verbose_name="PTP qui part"
    )
    a = models.ForeignKey(
        Utilisateur,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="relève",
        help_text="Elle peut être nommée plus tard, dès que son compte est ouvert.",
    )
    dernier_jour = models.DateField("dernier jour de la PTP qui part")
    debut_releve = models.DateField("premier jour de la relève", null=True, blank=True)
    second_contact = models.ForeignKey(
        Utilisateur,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="second contact",
        help_text="Qui les familles peuvent joindre entre les deux.",
    )
    affectation_releve = models.ForeignKey(
        Affectation, on_delete=models.SET_NULL, related_name="+", null=True, editable=False
    )
    conclue_le = models.DateField("conclue le", null=True, editable=False)

    nb_familles: int  # annotated by ``avec_avancement``, as the three next
    nb_pretes: int
    nb_conclues: int
    nb_a_preparer: int

    objects = PassationQuerySet.as_manager()

    class Meta:
        verbose_name = "passation"
        ordering = [models.F("conclue_le").desc(nulls_first=True), "dernier_jour", "pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.UniqueConstraint(
                name="passation_ouverte_unique",
                fields=["territoire", "de"],
                condition=Q(conclue_le__isnull=True),
                violation_error_message="Une passation est déjà en cours pour cette PTP.",
            ),
            models.CheckConstraint(
                name="passation_vers_une_autre",
                condition=Q(a__isnull=True) | ~Q(a=models.F("de")),
                violation_error_message="La relève est une autre personne que celle qui part.",
            ),
            models.CheckConstraint(
                name="passation_releve_datee",
                condition=Q(a__isnull=True, debut_releve__isnull=True)
                | Q(a__isnull=False, debut_releve__isnull=False),
                violation_error_message="Dites qui prend la relève et à partir de quel jour.",
            ),
        ]

    def __str__(self) -> str:
        return f"passation {self.pk}"

    @property
    def est_ouverte(self) -> bool:
        return self.conclue_le is None

    @property
    def depart_passe(self) -> bool:
        return self.dernier_jour < timezone.localdate()

    @transaction.atomic
    def commencer(self) -> None:
        """Save it, with one row for each famille she accompanies there, and the partenaires she
        works with most."""
        if not self._accompagnees():
            raise ValidationError(
                "Elle n’accompagne aucune famille sur ce territoire\u00a0: rien n’est à passer.",
                code="aucune_famille",
            )
        affectation = self.de.affectations.filter(territoire=self.territoire, role=Role.PTP).first()
        if affectation and self.second_contact is None:
            self.second_contact = affectation.second_contact
        self.full_clean(exclude=["saisie_par"])
        self.save()
        self.completer()
        PassationPartenaire.objects.bulk_create(
            PassationPartenaire(passation=self, partenaire_id=partenaire)
            for partenaire in reseau.partenaires_principaux(self.de, self.territoire)
        )

    def _accompagnees(self) -> list[int]:
        siens = Accompagnement.objects.ouverts().filter(ptp=self.de, territoire=self.territoire)
        return list(siens.order_by("pk").values_list("famille", flat=True))

    def oubliees(self) -> list[int]:
        """The familles she accompanies there and that have no row: since it began."""
        inscrites = set(self.familles.values_list("famille", flat=True))
        return [famille for famille in self._accompagnees() if famille not in inscrites]

    def completer(self) -> None:
        """With its row locked, or just made."""
        PassationFamille.objects.bulk_create(
            PassationFamille(passation=self, famille_id=famille) for famille in self.oubliees()
        )

    @property
    def affectation_ouverte(self) -> bool:
        """Her last day has passed, and she still reads everything."""
        return self.depart_passe and self.est_en_poste(self.de_id, timezone.localdate())

    @transaction.atomic
    def annuler(self, *, version: int) -> None:
        """Who was to leave stays: what was prepared is destroyed, and the rights of the successor
        who has not begun are taken back."""
        actuelle = Passation.objects.select_for_update().get(pk=self.pk)
        if actuelle.familles.filter(conclue_le__isnull=False).exists():
            raise ValidationError(DEJA_COMMENCEE, code="commencee")
        if actuelle.version != version:
            raise ValidationError("La relève vient d’être organisée : relisez-la.", code="version")
        actuelle.a = actuelle.debut_releve = None
        affectation_releve.retirer(actuelle)
        actuelle.delete()

    @transaction.atomic
    def organiser(self) -> Utilisateur | None:
        """Once its row is locked and its fields set: the rights of who leaves end with her last
        day, those of who comes begin with her first. Who was named before and has begun to act
        keeps her affectation: she is returned."""
        self.full_clean(exclude=["saisie_par", "affectation_releve"])
        affectation_releve.terminer(self)
        gardee = affectation_releve.retirer(self)
        affectation_releve.donner(self)
        self.save()
        depots.annoncer_la_releve(self)
        return gardee

    def est_en_poste(self, personne: int | None, le: date) -> bool:
        """Whether this person is a PTP of the territoire that day."""
        en_poste = Affectation.objects.actuelles(le).filter(role=Role.PTP)
        return (
            personne is not None
            and en_poste.filter(utilisateur=personne, territoire=self.territoire_id).exists()
        )

    def conclure_si_finie(self, *, le: date) -> None:
        """With its row locked."""
        self.completer()
        if not self.familles.filter(conclue_le__isnull=True).exists():
            self.conclue_le = le
            self.save(update_fields=["conclue_le"])


class PassationFamilleQuerySet(TerritorialQuerySet["PassationFamille"]):
    chemin_territoire = "passation__territoire"

    def sur_place(self) -> Self:
        """Those of the familles that no transfert has taken elsewhere since."""
        return self.filter(famille__territoire=models.F("passation__territoire"))

    def visibles_par(self, utilisateur: Utilisateur) -> Self:  # type: ignore[override]
        return self.sur_place().filter(passation__in=Passation.objects.visibles_par(utilisateur))

    def modifiables_par(self, utilisateur: Utilisateur) -> Self:  # type: ignore[override]
        """Who leaves prepares; who comes goes on from there. The gestionnaire writes nothing in
        their name."""
        chemin = "passation__"
        return self.sur_place().filter(
            en_poste("de", utilisateur, chemin) | en_poste("a", utilisateur, chemin),
        )

    def decidables_par(self, utilisateur: Utilisateur) -> Self:
        """Once the last day has passed, her gestionnaire notes the answer and concludes too: a
        famille does not wait for who fell ill. She reads nothing of what was prepared."""
        partie = Q(passation__dernier_jour__lt=timezone.localdate())
        geree = Q(passation__territoire__in=utilisateur.territoires_geres)
        siennes = self.modifiables_par(utilisateur)
        return self.sur_place().filter(Q(pk__in=siennes.values("pk")) | partie & geree)

    def avec_passation(self) -> Self:
        qui = ("passation__de", "passation__a", "passation__second_contact", "conclue_par")
        return self.select_related("famille", "passation__territoire", *qui)

    def a_conclure(self) -> Self:
        return self.filter(conclue_le__isnull=True)


class PassationFamille(Versionnee):
    """What one famille’s relay needs, what was lived together, and what she answers."""

    class Reponse(models.TextChoices):
        PAS_ENCORE = "pas_encore", "Pas encore"
        OUI = "oui", "Oui"
        NON = "non", "Non"

        @property
        def ton(self) -> str:
            return {"oui": "reussite", "non": "info"}.get(self.value, "neutre")

    class Suite(models.TextChoices):
        """What a « non » leads to: hers to say, respected as it is."""

        SECOND_CONTACT = "second_contact", "Elle reste avec le second contact de l’équipe"
        CHOIX_FAMILLE = "choix_famille", "L’accompagnement se termine, c’est son choix"
        DEPART_PTP = "depart_ptp", "L’accompagnement se termine avec le départ de sa PTP"

    passation = models.ForeignKey(Passation, on_delete=models.CASCADE, related_name="familles")
    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="passations")
    essentiel = TexteScelleField(
        "ce qui compte pour elle",
        blank=True,
        help_text="Ce que la relève gagne à savoir pour arriver en douceur.",
    )
    prete = models.BooleanField("cette famille est prête", default=False)
    reponse = models.CharField(
        "sa réponse", max_length=10, choices=Reponse, default=Reponse.PAS_ENCORE
    )
    reponse_mots = MotsScellesField("dans ses mots", max_length=300, blank=True)
    suite = models.CharField("si elle dit non", max_length=14, choices=Suite, blank=True)
    conclue_le = models.DateField("conclue le", null=True, editable=False)
    conclue_par = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    objects = PassationFamilleQuerySet.as_manager()

    class Meta:
        verbose_name = "passation d’une famille"
        verbose_name_plural = "passations des familles"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="passation_famille_suite_d_un_non",
                condition=Q(suite="") | Q(reponse="non"),
                violation_error_message="La suite se choisit quand la famille dit non.",
            ),
        ]

    def __str__(self) -> str:
        return f"passation d’une famille {self.pk}"

    @property
    def est_ouverte(self) -> bool:
        return self.conclue_le is None

    @transaction.atomic
    def conclure(self, *, par: Utilisateur, le: date) -> None:
        """Her yes gives her the successor as PTP; her no, the second contact of the team or the end
        of the accompagnement."""
        self.famille.verrouiller()
        passation = Passation.objects.select_for_update().get(pk=self.passation_id)
        actuelle = PassationFamille.objects.select_for_update().get(pk=self.pk)
        if not actuelle.est_ouverte:
            raise ValidationError("La passation de cette famille est déjà conclue.", code="conclue")
        ouvert = self.famille.accompagnements.ouverts().filter(
            ptp=passation.de_id, territoire=passation.territoire_id
        )
        if accompagnement := ouvert.first():
            actuelle._appliquer(accompagnement, passation, le)
        actuelle.conclue_le, actuelle.conclue_par = le, par
        actuelle.version += 1
        actuelle.save()
        lus = Q(transmettre=True) if actuelle.reponse == self.Reponse.OUI else Q(pk__in=[])
        actuelle.points.exclude(lus).delete()
        passation.conclure_si_finie(le=le)
        self.refresh_from_db()

    def _appliquer(self, accompagnement: Accompagnement, passation: Passation, le: date) -> None:
        if self.reponse == self.Reponse.PAS_ENCORE:
            raise ValidationError("Notez d’abord ce que la famille répond.", code="sans_reponse")
        if self.reponse == self.Reponse.OUI:
            if not passation.est_en_poste(passation.a_id, le):
                raise ValidationError(
                    "La relève n’est pas encore en poste\u00a0: la famille garde sa réponse.",
                    code="sans_releve",
                )
            accompagnement.confier(a=passation.a)
        elif self.suite == self.Suite.SECOND_CONTACT:
            self._rester_avec_l_equipe(accompagnement, passation, le)
        elif self.suite:
            accompagnement.terminer(motif=self.suite, le=le)
        else:
            raise ValidationError("Dites ce que la famille préfère.", code="sans_suite")

    def _rester_avec_l_equipe(
        self, accompagnement: Accompagnement, passation: Passation, le: date
    ) -> None:
        """A second contact who is a PTP there accompanies her. Any other is who she may reach: she
        is « en attente de relève » from the last day of the PTP who leaves."""
        if passation.second_contact is None:
            raise ValidationError(
                "Le second contact n’est pas encore choisi\u00a0: la gestionnaire le nomme en "
                "organisant la relève.",
                code="sans_second_contact",
            )
        if passation.est_en_poste(passation.second_contact_id, le):
            accompagnement.confier(a=passation.second_contact)

    def points_lus_par(self, utilisateur: Utilisateur) -> "list[PointSensible]":
        """All for who wrote them, while she works there; those passed on for the successor, once
        the famille said yes; none for anyone else."""
        passation = self.passation
        if passation.territoire_id not in utilisateur.territoires_ecrits:
            return []
        if utilisateur.pk == passation.de_id:
            return list(self.points.all())
        if utilisateur.pk == passation.a_id and self.reponse == self.Reponse.OUI:
            return list(self.points.filter(transmettre=True))
        return []


def quitter(famille: Famille, territoire: int) -> None:
    """She goes elsewhere, her row locked: nobody here takes over, and what was prepared for that is
    destroyed."""
    ici = PassationFamille.objects.filter(famille=famille, passation__territoire=territoire)
    passations = Passation.objects.filter(pk__in=ici.a_conclure().values("passation"))
    ouvertes = list(passations.select_for_update().order_by("pk"))
    ici.a_conclure().delete()
    for ligne in ici:
        ligne.points.all().delete()
    for passation in ouvertes:
        passation.conclure_si_finie(le=timezone.localdate())


class PassationPartenaire(models.Model):
    """Who presents the successor to whom, among the partenaires she works with most."""

    passation = models.ForeignKey(Passation, on_delete=models.CASCADE, related_name="partenaires")
    partenaire = models.ForeignKey(Partenaire, on_delete=models.CASCADE, related_name="+")
    presentee_le = models.DateField("relève présentée le", null=True, editable=False)

    class Meta:
        verbose_name = "partenaire d’une passation"
        verbose_name_plural = "partenaires d’une passation"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="passation_partenaire_unique",
                fields=["passation", "partenaire"],
                violation_error_message="Ce partenaire est déjà dans la passation.",
            )
        ]

    def __str__(self) -> str:
        return f"partenaire d’une passation {self.pk}"

    def presenter(self, *, le: date) -> None:
        absente = PassationPartenaire.objects.filter(pk=self.pk, presentee_le__isnull=True)
        absente.update(presentee_le=le)


def en_attente_de_releve(le: date | None = None) -> models.QuerySet[Accompagnement]:
    """The open accompagnements whose PTP works in their territoire no more."""
    en_poste = Affectation.objects.actuelles(le).filter(
        role=Role.PTP,
        utilisateur=models.OuterRef("ptp"),
        territoire=models.OuterRef("territoire"),
    )
    return Accompagnement.objects.ouverts().filter(~models.Exists(en_poste))

"""A file of organismes on its way into the directory: analysed, decided on, written at once."""

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from partenaires.importation import ecriture
from partenaires.importation.analyse import analyser
from partenaires.importation.fichiers import Lecture
from partenaires.importation.peremption import perimees
from proximite.typographie import compte
from territoires.models import Territoire

from .partenaire import Partenaire
from .references import Secteur, TypeBesoin

if TYPE_CHECKING:
    from comptes.models import Utilisateur

PAR_LOT = 500
DEJA_CONFIRMEE = (
    "Cette importation a déjà été confirmée\u00a0: rien n’a été ajouté une deuxième fois."
)
ABANDONNEE = "Cette importation est abandonnée. Renvoyez le fichier pour la reprendre."
PAS_ANALYSEE = "L’analyse n’est pas terminée. Continuez-la, puis confirmez."


class ImportationQuerySet(models.QuerySet["Importation"]):
    def visibles_par(self, utilisateur: "Utilisateur") -> Self:
        """Hers alone: what she has not confirmed concerns nobody else."""
        return self.filter(par=utilisateur)

    def modifiables_par(self, utilisateur: "Utilisateur") -> Self:
        return self.visibles_par(utilisateur)

    def a_montrer(self) -> Self:
        return self.exclude(etat=Importation.Etat.ABANDONNEE)


class Importation(models.Model):
    """``besoins_associes`` maps a term of the file to a besoin, or to « » to leave it out;
    ``inconnus`` counts the lines that use each term not mapped yet."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Classeur Excel"
        HSDS = "hsds", "Paquet HSDS"

    class Etat(models.TextChoices):
        ANALYSE = "analyse", "Analyse en cours"
        A_CONFIRMER = "a_confirmer", "À confirmer"
        CONFIRMEE = "confirmee", "Confirmée"
        ABANDONNEE = "abandonnee", "Abandonnée"

    class Decision(models.TextChoices):
        AJOUTER = "ajouter", "Ajouter quand même"
        METTRE_A_JOUR = "mettre_a_jour", "Mettre à jour la fiche existante"
        LAISSER = "laisser", "Laisser de côté"

    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    commencee_le = models.DateTimeField("commencée le", default=timezone.now)
    nom_fichier = models.CharField("fichier", max_length=120)
    format = models.CharField("format", max_length=4, choices=Format)
    etat = models.CharField("état", max_length=11, choices=Etat, default=Etat.ANALYSE)
    territoires = models.ManyToManyField(
        Territoire, related_name="+", verbose_name="territoires desservis, à défaut"
    )
    nature = models.CharField(
        "nature, à défaut", max_length=20, choices=Partenaire.Nature, blank=True
    )
    secteur = models.ForeignKey(
        Secteur,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="secteur, à défaut",
    )
    doublons = models.CharField(
        "pour les doublons possibles", max_length=13, choices=Decision, default=Decision.LAISSER
    )
    ignorees = models.JSONField("colonnes ou tables ignorées", default=list)
    besoins_associes = models.JSONField("besoins associés", default=dict)
    inconnus = models.JSONField("besoins inconnus", default=dict)
    total = models.PositiveIntegerField("lignes lues", default=0)
    bilan = models.JSONField("ce qui a été écrit", default=dict)
    confirmee_le = models.DateTimeField("confirmée le", null=True)

    objects = ImportationQuerySet.as_manager()

    class Meta:
        verbose_name = "importation"
        ordering = ["-commencee_le"]
        constraints = [
            models.CheckConstraint(
                name="importation_confirmee_datee",
                condition=Q(etat="confirmee", confirmee_le__isnull=False)
                | (~Q(etat="confirmee") & Q(confirmee_le__isnull=True)),
                violation_error_message="Une importation confirmée a sa date.",
            )
        ]

    def __str__(self) -> str:
        return f"importation {self.pk}"

    @property
    def est_un_paquet(self) -> bool:
        return self.format == self.Format.HSDS

    @classmethod
    @transaction.atomic
    def recevoir(
        cls, lecture: Lecture, *, territoires: list[Territoire], **champs: Any
    ) -> "Importation":
        """Keep the rows that were read, as they are; nothing of the directory changes."""
        importation = cls(
            format=lecture.format,
            ignorees=lecture.ignorees[:100],
            total=len(lecture.lignes),
            **champs,
        )
        importation.save()
        importation.territoires.set(territoires)
        LigneImportation.objects.bulk_create(
            (
                LigneImportation(importation=importation, numero=numero, contenu=contenu)
                for numero, contenu in lecture.lignes
            ),
            batch_size=PAR_LOT,
        )
        return importation

    # --- Analysis -----------------------------------------------------------------------------

    @transaction.atomic
    def analyser(self, *, le: date, lot: int = PAR_LOT) -> None:
        """The next lines; once every line is read, what is left is to decide and confirm."""
        self._verrouiller()
        if self.etat != self.Etat.ANALYSE:
            return
        derniere = Partenaire.objects.aggregate(pk=models.Max("pk"))["pk"] or 0
        a_lire = list(self.lignes.filter(sort="")[: lot + 1])
        if a_lire:
            LigneImportation.objects.bulk_create(
                analyser(self, a_lire[:lot], le=le, derniere_fiche=derniere),
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=LigneImportation.ANALYSES,
                batch_size=PAR_LOT,
            )
        if len(a_lire) <= lot:
            self._conclure_analyse()

    def _conclure_analyse(self) -> None:
        listes = self.lignes.exclude(inconnus=[]).values_list("inconnus", flat=True)
        self.inconnus = dict(Counter(terme for termes in listes for terme in termes).most_common())
        self.etat = self.Etat.A_CONFIRMER
        self.save(update_fields=["inconnus", "etat"])

    @property
    def lues(self) -> int:
        return self.lignes.exclude(sort="").count()

    @transaction.atomic
    def associer(self, termes: dict[str, TypeBesoin | None]) -> None:
        """Map terms of the file to besoins (None: leave it out); their lines are read again."""
        self._verrouiller()
        self._exiger(self.Etat.A_CONFIRMER)
        self.besoins_associes |= {t: b.pk if b else "" for t, b in termes.items()}
        lignes = self.lignes.exclude(inconnus=[]).values_list("pk", "inconnus")
        self._relire([pk for pk, inconnus in lignes if not termes.keys().isdisjoint(inconnus)])
        self.save(update_fields=["besoins_associes", "etat"])

    def _relire(self, lignes: list[int]) -> None:
        for debut in range(0, len(lignes), PAR_LOT):
            self.lignes.filter(pk__in=lignes[debut : debut + PAR_LOT]).update(sort="")
        self.etat = self.Etat.ANALYSE

    # --- Decisions ----------------------------------------------------------------------------

    @transaction.atomic
    def decider(self, decisions: dict[int, str], *, pour_les_autres: str | None = None) -> None:
        """What to do with each line (by number) that looks like another, and with the others."""
        self._verrouiller()
        self._exiger(self.Etat.A_CONFIRMER)
        doublons = self.lignes.filter(sort=LigneImportation.Sort.DOUBLON)
        for decision in {*decisions.values()}:
            numeros = [numero for numero, choix in decisions.items() if choix == decision]
            doublons.filter(numero__in=numeros).update(decision=decision)
        if pour_les_autres is not None:
            self.doublons = pour_les_autres
            self.save(update_fields=["doublons"])

    @property
    def est_decidee(self) -> bool:
        """Something was chosen for lines that look like another."""
        return self.doublons != self.Decision.LAISSER or self.lignes.exclude(decision="").exists()

    @transaction.atomic
    def decider_pour_tous(self, decision: str) -> None:
        """One decision for every line that looks like another."""
        self.decider({}, pour_les_autres=decision)
        self.lignes.exclude(decision="").update(decision="")

    def confirmer(self, *, le: date) -> None:
        """Write everything or nothing, once. Lines whose entry changed since they were analysed
        are read again, and the confirmation is refused."""
        with transaction.atomic():
            self._verrouiller()
            self._exiger(self.Etat.A_CONFIRMER)
            self._un_ajout_a_la_fois()
            perimees = self._ecrire(le)
        if perimees:
            lignes = compte(perimees, "ligne", "lignes")
            raise ValidationError(
                f"Le répertoire a changé depuis l’analyse ({lignes} en cause). Rien n’a été "
                "écrit. Ces lignes sont relues\u00a0: revoyez-les, puis confirmez de nouveau.",
                code="perimee",
            )

    @transaction.atomic
    def abandonner(self) -> None:
        """Forget what was read; the directory never knew of it."""
        self._verrouiller()
        if self.etat == self.Etat.CONFIRMEE:
            raise ValidationError(DEJA_CONFIRMEE, code="confirmee")
        self.lignes.all().delete()
        self.etat = self.Etat.ABANDONNEE
        self.save(update_fields=["etat"])

    def _ecrire(self, le: date) -> int:
        a_ajouter = list(self.lignes.a_ajouter(self.doublons))
        a_corriger = list(self.lignes.a_mettre_a_jour(self.doublons))
        ids = {ligne.partenaire_id or 0 for ligne in a_corriger}
        fiches = _verrouiller_fiches(self.par, ids)
        if depassees := perimees(self, a_ajouter, a_corriger, fiches):
            self._relire(depassees)
            self.save(update_fields=["etat"])
            return len(depassees)
        self.bilan = {
            "ajoutees": ecriture.ajouter(a_ajouter, le),
            "mises_a_jour": ecriture.mettre_a_jour(a_corriger, fiches, le),
        }
        self._clore()
        return 0

    def _clore(self) -> None:
        """Keep the lines that were not written, so that she may look after them."""
        self.lignes.a_ajouter(self.doublons).delete()
        self.lignes.a_mettre_a_jour(self.doublons).delete()
        identiques, _ = self.lignes.filter(sort=LigneImportation.Sort.IDENTIQUE).delete()
        self.bilan |= {"identiques": identiques, "laissees": self.lignes.count()}
        self.etat, self.confirmee_le = self.Etat.CONFIRMEE, timezone.now()
        self.save(update_fields=["bilan", "etat", "confirmee_le"])

    def _un_ajout_a_la_fois(self) -> None:
        """So that an entry added by hand meanwhile is seen, or waits; what else is logged in the
        territoire does not."""
        siens = Territoire.objects.visibles_par(self.par)
        list(Territoire.objects.select_for_update(no_key=True).filter(pk__in=siens).order_by("pk"))

    def _verrouiller(self) -> None:
        self.refresh_from_db(from_queryset=Importation.objects.select_for_update())

    def _exiger(self, etat: str) -> None:
        if self.etat == self.Etat.CONFIRMEE:
            raise ValidationError(DEJA_CONFIRMEE, code="confirmee")
        if self.etat == self.Etat.ABANDONNEE:
            raise ValidationError(ABANDONNEE, code="abandonnee")
        if self.etat != etat:
            raise ValidationError(PAS_ANALYSEE, code="analyse")


def _verrouiller_fiches(par: "Utilisateur", ids: set[int]) -> dict[int, Partenaire]:
    """Those she may still correct, locked, with what their lines are compared to."""
    siennes = Partenaire.objects.modifiables_par(par).select_for_update()
    siennes = siennes.order_by("pk").prefetch_related("offres", "territoires")
    triees = sorted(ids)
    return {
        fiche.pk: fiche
        for debut in range(0, len(triees), PAR_LOT)
        for fiche in siennes.filter(pk__in=triees[debut : debut + PAR_LOT])
    }


class LigneImportationQuerySet(models.QuerySet["LigneImportation"]):
    def lues_avant(self, numero: int) -> Self:
        """Earlier lines that could be the same organisme as a later one."""
        lues = self.exclude(sort__in=["", LigneImportation.Sort.EN_ERREUR])
        return lues.filter(numero__lt=numero)

    def a_ajouter(self, par_defaut: str) -> Self:
        return self.filter(
            Q(sort=LigneImportation.Sort.A_AJOUTER)
            | self._decidees(Importation.Decision.AJOUTER, par_defaut)
        )

    def a_mettre_a_jour(self, par_defaut: str) -> Self:
        """A line that only looks like another line of the file has no entry to update."""
        return self.filter(
            Q(sort=LigneImportation.Sort.A_METTRE_A_JOUR)
            | self._decidees(Importation.Decision.METTRE_A_JOUR, par_defaut),
            partenaire__isnull=False,
        )

    def _decidees(self, decision: str, par_defaut: str) -> Q:
        choix = [decision, ""] if decision == par_defaut else [decision]
        return Q(sort=LigneImportation.Sort.DOUBLON, decision__in=choix)


class LigneImportation(models.Model):
    """One organisme of the file. ``contenu`` is what was read, ``valeurs`` what it proposes
    (``partenaires.importation.valeurs``), ``vue`` the state of the entry it was compared with,
    ``derniere_fiche`` the newest entry of the directory then."""

    class Sort(models.TextChoices):
        A_AJOUTER = "a_ajouter", "À ajouter"
        A_METTRE_A_JOUR = "a_mettre_a_jour", "À mettre à jour"
        DOUBLON = "doublon", "Doublon possible"
        EN_ERREUR = "en_erreur", "En erreur"
        IDENTIQUE = "identique", "Sans changement"

    ANALYSES = (
        "valeurs",
        "erreurs",
        "avis",
        "inconnus",
        "changements",
        "sort",
        "partenaire",
        "vue",
        "derniere_fiche",
        "semblable_ligne",
        "raison",
        "decision",
    )

    importation = models.ForeignKey(Importation, on_delete=models.CASCADE, related_name="lignes")
    numero = models.PositiveIntegerField("ligne")
    contenu = models.JSONField(default=dict)
    valeurs = models.JSONField(default=dict)
    erreurs = models.JSONField(default=list)
    avis = models.JSONField(default=list)
    inconnus = models.JSONField(default=list)
    changements = models.JSONField(default=list)
    sort = models.CharField(max_length=15, choices=Sort, blank=True)
    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.SET_NULL, related_name="+", null=True
    )
    vue = models.CharField(max_length=64, blank=True)
    derniere_fiche = models.PositiveBigIntegerField(default=0)
    semblable_ligne = models.PositiveIntegerField(null=True)
    raison = models.CharField(max_length=80, blank=True)
    decision = models.CharField("décision", max_length=13, choices=Importation.Decision, blank=True)

    objects = LigneImportationQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’une importation"
        verbose_name_plural = "lignes d’une importation"
        ordering = ["numero"]
        indexes = [models.Index(name="ligne_importation_sort", fields=["importation", "sort"])]
        constraints = [
            models.UniqueConstraint(
                name="ligne_importation_unique",
                fields=["importation", "numero"],
                violation_error_message="Cette ligne du fichier est déjà lue.",
            )
        ]

    def __str__(self) -> str:
        return f"ligne {self.numero}, importation {self.importation_id}"

"""« Je pars en visite »: when she expects to be back, and who is told if she is not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property

from activites import depots
from comptes.models import Affectation, Role, Utilisateur
from proximite.models import Saisie
from proximite.querysets import TerritorialQuerySet
from territoires.models import Territoire


class SortieQuerySet(TerritorialQuerySet["Sortie"]):
    def en_cours(self) -> Self:
        return self.filter(terminee_le__isnull=True)

    def modifiables_par(self, utilisateur: Utilisateur) -> Self:  # type: ignore[override]
        """Her own: nobody leaves, comes back or stays longer in her name."""
        return self.filter(saisie_par=utilisateur)

    def visibles_par(self, utilisateur: Utilisateur) -> Self:  # type: ignore[override]
        """Her own, and while they last those she watches over."""
        en_cours = Q(terminee_le__isnull=True)
        return self.filter(Q(saisie_par=utilisateur) | en_cours & _veillee_par(utilisateur))

    def veillees_par(self, utilisateur: Utilisateur) -> Self:
        """Of the territoires she manages, of whom she is the second contact, and those she was
        told of."""
        return self.exclude(saisie_par=utilisateur).filter(_veillee_par(utilisateur))

    def sans_nouvelles(self, maintenant: datetime) -> Self:
        """Past the expected return and the grace that traffic deserves."""
        return self.en_cours().filter(retour_prevu_le__lte=maintenant - Sortie.GRACE)

    def a_oublier(self, maintenant: datetime) -> Self:
        return self.filter(retour_prevu_le__lt=maintenant - Sortie.MEMOIRE)


def _veillee_par(utilisateur: Utilisateur) -> Q:
    seconde = Affectation.objects.actuelles().filter(
        role=Role.PTP,
        utilisateur=OuterRef("saisie_par"),
        territoire=OuterRef("territoire"),
        second_contact=utilisateur,
    )
    prevenue = AlerteSortie.objects.filter(sortie=OuterRef("pk"), destinataire=utilisateur)
    gerees = Q(territoire__in=utilisateur.territoires_geres)
    return gerees | Exists(seconde) | Exists(prevenue)


class Sortie(Saisie):
    """A visit under way. Where she is is what she says of it, and is erased when she is back."""

    class Fin(models.TextChoices):
        RENTREE = "rentree", "Rentrée"
        JOINTE = "jointe", "Jointe, tout va bien"

    GRACE = timedelta(minutes=15)
    AVANT_LE_SECOND = timedelta(minutes=30)
    AU_PLUS = timedelta(hours=16)
    PROLONGATION = timedelta(minutes=30)
    MEMOIRE = timedelta(days=30)

    territoire = models.ForeignKey(Territoire, on_delete=models.PROTECT, related_name="sorties")
    partie_le = models.DateTimeField("partie le", default=timezone.now, editable=False)
    retour_prevu_le = models.DateTimeField("retour prévu le")
    ou = models.CharField("où, en quelques mots", max_length=200, blank=True)
    terminee_le = models.DateTimeField("terminée le", null=True, editable=False)
    terminee_par = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    fin = models.CharField("fin", max_length=7, choices=Fin, blank=True, editable=False)

    objects = SortieQuerySet.as_manager()

    class Meta:
        verbose_name = "sortie"
        ordering = ["retour_prevu_le", "pk"]
        indexes = [
            models.Index(
                name="sortie_en_cours",
                fields=["retour_prevu_le"],
                condition=Q(terminee_le__isnull=True),
            )
        ]
        constraints = [
            *Saisie.Meta.constraints,
            models.UniqueConstraint(
                name="sortie_une_seule_a_la_fois",
                fields=["saisie_par"],
                condition=Q(terminee_le__isnull=True),
                violation_error_message="Une sortie est déjà en cours.",
            ),
            models.CheckConstraint(
                name="sortie_retour_apres_depart",
                condition=Q(retour_prevu_le__gt=F("partie_le")),
                violation_error_message="Le retour vient après le départ.",
            ),
            models.CheckConstraint(
                name="sortie_lieu_efface_au_retour",
                condition=Q(terminee_le__isnull=True, terminee_par__isnull=True, fin="")
                | Q(terminee_le__isnull=False, terminee_par__isnull=False, ou="", fin__gt=""),
                violation_error_message="Une sortie terminée ne dit plus où elle était.",
            ),
        ]

    def __str__(self) -> str:
        return f"sortie {self.pk}"

    @property
    def est_en_cours(self) -> bool:
        return self.terminee_le is None

    @property
    def en_retard(self) -> bool:
        return self.est_en_cours and self.retour_prevu_le <= timezone.now()

    @property
    def change_de_jour(self) -> bool:
        """The return is on another day than today."""
        return timezone.localdate(self.retour_prevu_le) != timezone.localdate()

    @transaction.atomic
    def partir(self) -> None:
        """Save it. Raises ValidationError when she is out already, or for too long."""
        Utilisateur.objects.select_for_update().get(pk=self.saisie_par_id)
        if Sortie.objects.en_cours().filter(saisie_par=self.saisie_par).exists():
            raise ValidationError(
                "Une sortie est déjà en cours\u00a0: dites d’abord que vous êtes rentrée.",
                code="deja_partie",
            )
        if self.retour_prevu_le - self.partie_le > self.AU_PLUS:
            raise ValidationError(
                "On part pour 16\u00a0heures au plus\u00a0: vérifiez l’heure.", code="trop_longue"
            )
        self.save()

    def rentrer(self, *, par: Utilisateur) -> bool:
        """False when it was over already: the first end holds."""
        return self._terminer(self.Fin.RENTREE, par)

    def noter_jointe(self, *, par: Utilisateur) -> bool:
        """Someone spoke to her and all is well: nobody else is told."""
        return self._terminer(self.Fin.JOINTE, par)

    @transaction.atomic
    def prolonger(self, *, depuis: datetime, de: timedelta = PROLONGATION) -> bool:
        """From the return she had on screen, or from now when it is past; a second tap on the
        same page adds nothing."""
        actuelle = Sortie.objects.select_for_update().get(pk=self.pk)
        if not actuelle.est_en_cours or actuelle.retour_prevu_le != depuis:
            self.refresh_from_db()
            return False
        actuelle.retour_prevu_le = max(depuis, timezone.now()) + de
        actuelle.save(update_fields=["retour_prevu_le"])
        depots.donner_des_nouvelles(actuelle)
        self.refresh_from_db()
        return True

    @transaction.atomic
    def alerter(self, maintenant: datetime) -> None:
        """Tell those whose turn it is, each once for this return, unless she is back by now."""
        encore = Sortie.objects.sans_nouvelles(maintenant).select_for_update(of=("self",))
        sortie = encore.select_related("territoire").filter(pk=self.pk).first()
        if sortie is None:
            return
        for palier, personne in sortie._a_prevenir(maintenant):
            depots.alerter(
                AlerteSortie.objects.create(
                    sortie=sortie,
                    echeance=sortie.retour_prevu_le,
                    palier=palier,
                    destinataire=personne,
                    le=maintenant,
                )
            )

    @cached_property
    def gestionnaires(self) -> list[Utilisateur]:
        """Told first: who manages her territoire today."""
        return self._en_poste(territoire=self.territoire_id)

    @cached_property
    def seconds(self) -> list[Utilisateur]:
        """Told next: her second contact; without one, who manages the organisme’s other
        territoires."""
        sienne = Affectation.objects.actuelles().filter(
            role=Role.PTP, utilisateur=self.saisie_par_id, territoire=self.territoire_id
        )
        choisis = [
            affectation.second_contact
            for affectation in sienne.select_related("second_contact")
            if affectation.second_contact and affectation.second_contact.is_active
        ]
        autres = choisis or self._en_poste(territoire__organisme=self.territoire.organisme_id)
        premieres = self.gestionnaires
        return [personne for personne in autres if personne not in premieres]

    def _en_poste(self, **ou: object) -> list[Utilisateur]:
        en_poste = Affectation.objects.actuelles().filter(role=Role.GESTIONNAIRE, **ou)
        return list(en_poste.personnes().exclude(pk=self.saisie_par_id))

    def _a_prevenir(self, maintenant: datetime) -> Iterator[tuple[int, Utilisateur]]:
        """Whose turn it is, for this expected return."""
        dites = {a.destinataire_id: a for a in self.alertes.filter(echeance=self.retour_prevu_le)}
        premieres = self.gestionnaires
        if premieres and not dites:
            yield from ((AlerteSortie.Palier.GESTIONNAIRE, personne) for personne in premieres)
            return
        depuis = min((alerte.le for alerte in dites.values()), default=None)
        if depuis is None or depuis + self.AVANT_LE_SECOND <= maintenant:
            for personne in self.seconds:
                if personne.pk not in dites:
                    yield AlerteSortie.Palier.SECOND, personne

    @transaction.atomic
    def _terminer(self, fin: "Sortie.Fin", par: Utilisateur) -> bool:
        actuelle = Sortie.objects.select_for_update().get(pk=self.pk)
        if ouverte := actuelle.est_en_cours:
            actuelle.terminee_le, actuelle.terminee_par = timezone.now(), par
            actuelle.fin, actuelle.ou = fin, ""
            actuelle.save(update_fields=["terminee_le", "terminee_par", "fin", "ou"])
            depots.donner_des_nouvelles(actuelle, par=par)
        self.refresh_from_db()
        return ouverte


class AlerteSortie(models.Model):
    """Who was told that she did not say she was back, for which expected return. Written once."""

    class Palier(models.IntegerChoices):
        GESTIONNAIRE = 1, "Gestionnaire"
        SECOND = 2, "Second contact"

    sortie = models.ForeignKey(Sortie, on_delete=models.CASCADE, related_name="alertes")
    echeance = models.DateTimeField("retour prévu le")
    palier = models.PositiveSmallIntegerField("palier", choices=Palier)
    destinataire = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, related_name="+", verbose_name="destinataire"
    )
    le = models.DateTimeField("prévenue le")

    class Meta:
        verbose_name = "alerte de sortie"
        verbose_name_plural = "alertes de sortie"
        ordering = ["le", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="alerte_sortie_une_fois",
                fields=["sortie", "echeance", "destinataire"],
                violation_error_message="Cette personne est déjà prévenue.",
            )
        ]

    def __str__(self) -> str:
        return f"alerte de sortie {self.pk}"

    @property
    def cle_courriel(self) -> str:
        return f"sortie-alerte-{self.pk}"

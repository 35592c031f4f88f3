"""The episodes of support, the actions logged in them, and what was promised."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from activites.models import ModeContact, TempsDeTravail, TypeAction
from familles import compteurs
from partenaires.models import TypeBesoin
from proximite.models import Saisie, Versionnee, a_des_suites
from proximite.querysets import PersonneAffectee
from proximite.typographie import date_moyenne
from territoires.models import Territoire

from .champs_scelles import MotsScellesField, TexteScelleField
from .famille import Famille
from .isolement import Intensite
from .personnes import DeLaFamilleQuerySet
from .rendez_vous import RendezVous
from .situation import Besoin


class AccompagnementQuerySet(DeLaFamilleQuerySet):
    def ouverts(self) -> Self:
        return self.filter(date_fin__isnull=True)

    def couvrant(self, le: date) -> Self:
        """On that day; when one ended and the next began on it, both."""
        return self.filter(Q(date_fin__isnull=True) | Q(date_fin__gte=le), date_debut__lte=le)

    def du_plus_recent(self) -> Self:
        """The one that goes on, then the last ended."""
        return self.order_by(F("date_fin").desc(nulls_first=True), "-date_debut")


class Accompagnement(Versionnee):
    """One episode of support of one famille, by its first action and until its end.

    « Accompagnement » of a collective of partenaires is another thing (DOMAINE §0.2).
    """

    class MotifFin(models.TextChoices):
        BESOINS_REPONDUS = "besoins_repondus", "Besoins répondus, autonomie"
        LIENS_ETABLIS = "liens_etablis", "Liens établis avec les ressources"
        CHOIX_FAMILLE = "choix_famille", "Choix de la famille"
        DEMENAGEMENT = "demenagement", "Déménagement"
        TRANSFERT_TERRITOIRE = "transfert_territoire", "Transfert vers un autre territoire"
        PERTE_CONTACT = "perte_contact", "Perte de contact"
        PRISE_EN_CHARGE_AUTRE = "prise_en_charge_autre", "Prise en charge par une autre ressource"
        DEPART_PTP = "depart_ptp", "Départ de la PTP sans relève"
        FIN_FINANCEMENT = "fin_financement", "Fin du financement"
        ENFANTS_HORS_CIBLE = "enfants_hors_cible", "Enfants hors de l’âge visé"
        AUTRE = "autre", "Autre"

    class Raison(models.TextChoices):
        """Why this famille is accompanied: criteria are targets, never gates (DOMAINE §0.4)."""

        ISOLEMENT = "isolement", "Famille isolée des ressources"
        VULNERABILITES = "vulnerabilites", "Vulnérabilités multiples"
        REFERENCE_PARTENAIRE = "reference_partenaire", "Référence d’un partenaire"
        DEMANDE_FAMILLE = "demande_famille", "Demande de la famille"
        AUTRE = "autre", "Autre"

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="accompagnements")
    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="accompagnements"
    )
    ptp = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="accompagnements",
        verbose_name="PTP",
    )
    date_debut = models.DateField("début", default=timezone.localdate)
    motif_debut_avance = MotsScellesField("pourquoi avancer le début", max_length=200, blank=True)
    date_fin = models.DateField("fin", null=True, blank=True)
    motif_fin = models.CharField("motif de la fin", max_length=21, choices=MotifFin, blank=True)
    raison = models.CharField("raison d’accompagner", max_length=20, choices=Raison, blank=True)
    intensite = models.CharField("intensité", max_length=10, choices=Intensite, blank=True)

    nouveau = False  # True on the instance that ``commencer_accompagnement`` has just made

    objects = AccompagnementQuerySet.as_manager()

    class Meta:
        verbose_name = "accompagnement"
        ordering = ["-date_debut", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="accompagnement_fin_apres_debut",
                condition=Q(date_fin__isnull=True) | Q(date_fin__gte=F("date_debut")),
                violation_error_message="La fin de l’accompagnement vient après son début.",
            ),
            models.CheckConstraint(
                name="accompagnement_fin_motivee",
                condition=Q(date_fin__isnull=True, motif_fin="")
                | (Q(date_fin__isnull=False) & ~Q(motif_fin="")),
                violation_error_message="La fin d’un accompagnement va avec son motif.",
            ),
            models.UniqueConstraint(
                name="accompagnement_ouvert_unique",
                fields=["famille", "territoire"],
                condition=Q(date_fin__isnull=True),
                violation_error_message="Un accompagnement est déjà en cours avec cette famille.",
            ),
        ]

    def __str__(self) -> str:
        return f"accompagnement {self.pk}"

    @property
    def est_ouvert(self) -> bool:
        return self.date_fin is None

    def couvre(self, le: date) -> bool:
        return self.date_debut <= le and (self.date_fin is None or le <= self.date_fin)

    def refuser_chevauchement(self) -> None:
        """One episode at a time with a territoire; call it with the famille locked.

        One may start on the day the former ended: what was ended too soon goes on.
        """
        autres = self.famille.accompagnements.filter(
            Q(date_fin__isnull=True) | Q(date_fin__gt=self.date_debut),
            territoire=self.territoire_id,
        ).exclude(pk=self.pk)
        if self.date_fin:
            autres = autres.filter(date_debut__lt=self.date_fin)
        if autre := autres.first():
            raise ValidationError(
                "Un autre accompagnement de cette famille %(periode)s : deux accompagnements ne "
                "se chevauchent pas.",
                code="chevauchement",
                params={"periode": autre.periode_en_mots},
            )

    @property
    def periode_en_mots(self) -> str:
        debut = date_moyenne(self.date_debut)
        return (
            f"va du {debut} au {date_moyenne(self.date_fin)}"
            if self.date_fin
            else (f"est en cours depuis le {debut}")
        )

    @transaction.atomic
    def terminer(self, *, motif: str, le: date) -> None:
        """End this episode; the famille may always start another."""
        self.famille.verrouiller()
        derniere = self.interventions.filter(date__gt=le).first()
        if derniere:
            raise ValidationError(
                "Une action est consignée le %(jour)s : l’accompagnement se termine après elle.",
                code="actions_apres_fin",
                params={"jour": date_moyenne(derniere.date)},
            )
        self._modifier(date_fin=le, motif_fin=motif)

    @transaction.atomic
    def retirer_si_vide(self) -> None:
        """Take away an episode that a mistake had started, if nothing else belongs to it."""
        self.famille.verrouiller()
        if not a_des_suites(self):
            self.delete()
            self.famille.actualiser_compteurs()

    @transaction.atomic
    def confier(self, *, a: Any) -> None:
        """To another PTP, with the famille’s agreement: the passation keeps who it was."""
        self._modifier(ptp=a)

    @transaction.atomic
    def annuler_fin(self) -> None:
        """Undo an end entered by mistake."""
        self._modifier(date_fin=None, motif_fin="")

    @transaction.atomic
    def avancer_debut(self, *, au: date, motif: str) -> None:
        """It began earlier than first said: a back-dated start says why (DOMAINE §4.4)."""
        if au >= self.date_debut:
            raise ValidationError(
                "L’accompagnement commence déjà le %(debut)s : indiquez une date plus ancienne.",
                code="pas_avance",
                params={"debut": date_moyenne(self.date_debut)},
            )
        if not motif:
            raise ValidationError("Dites pourquoi le début est avancé.", code="sans_motif")
        self._modifier(date_debut=au, motif_debut_avance=motif)

    def _modifier(self, **champs: object) -> None:
        self.famille.verrouiller()
        actuel = Accompagnement.objects.select_for_update().get(pk=self.pk)
        if actuel.territoire_id != actuel.famille.territoire_id:
            raise ValidationError(
                "Cet accompagnement est celui d’un autre territoire\u00a0: il ne change plus.",
                code="autre_territoire",
            )
        for champ, valeur in champs.items():
            setattr(actuel, champ, valeur)
        actuel.version += 1
        actuel.full_clean()
        actuel.refuser_chevauchement()
        actuel.save()
        self.refresh_from_db()
        self.famille.actualiser_compteurs()


@compteurs.declarer("nb_accompagnements_ouverts")
def _nb_accompagnements_ouverts() -> Any:
    return compteurs.nombre(Accompagnement.objects.ouverts())


@compteurs.declarer("premier_accompagnement_le")
def _premier_accompagnement_le() -> Any:
    return compteurs.premiere(Accompagnement.objects.all(), "date_debut")


class InterventionQuerySet(DeLaFamilleQuerySet):
    def modifiables_par(self, utilisateur: PersonneAffectee) -> Self:
        """What another territoire did before a transfert is read, and stays as it is."""
        siennes = super().modifiables_par(utilisateur)
        return siennes.filter(territoire__in=utilisateur.territoires_ecrits)

    def pendant(self, debut: date, fin: date) -> Self:
        return self.filter(date__range=(debut, fin))


class Intervention(Saisie, TempsDeTravail, Versionnee):
    """One action logged with a famille: one of the nine types d’action, when, how, how long.

    Démarchage and repérage come before the accompagnement; any other action belongs to one.
    ``territoire`` is copied from it at write, so that a report costs O(territoire).
    """

    class Beneficiaire(models.TextChoices):
        FAMILLE = "famille", "La famille"
        PARTENAIRE = "partenaire", "Un organisme partenaire"

    ACTIONS_AVANT_ACCOMPAGNEMENT = (TypeAction.DEMARCHAGE, TypeAction.REPERAGE)

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="interventions")
    accompagnement = models.ForeignKey(
        Accompagnement,
        on_delete=models.CASCADE,
        related_name="interventions",
        null=True,
        editable=False,
    )
    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="interventions", editable=False
    )
    type_action = models.CharField("type d’action", max_length=22, choices=TypeAction)
    mode = models.CharField("mode", max_length=23, choices=ModeContact)
    beneficiaire = models.CharField(
        "auprès de", max_length=10, choices=Beneficiaire, default=Beneficiaire.FAMILLE
    )
    besoins = models.ManyToManyField(
        Besoin, related_name="interventions", blank=True, verbose_name="besoins touchés"
    )
    note = TexteScelleField("note", blank=True)
    amorce = models.JSONField(null=True, editable=False)  # what it started, undone with it

    touche_un_besoin_ouvert: bool  # annotated by ``familles.fiche.avec_tout``

    objects = InterventionQuerySet.as_manager()

    class Meta:
        verbose_name = "intervention"
        ordering = ["-date", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            *TempsDeTravail.Meta.constraints,
            models.CheckConstraint(
                name="intervention_dans_un_accompagnement",
                condition=Q(accompagnement__isnull=False)
                | Q(type_action__in=["demarchage", "reperage"]),
                violation_error_message="Cette action appartient à un accompagnement.",
            ),
        ]
        indexes = [
            models.Index(
                name="intervention_territoire_date",
                fields=["territoire", "date", "accompagnement", "famille"],
            ),
            models.Index(name="intervention_famille_date", fields=["famille", "-date", "-id"]),
            models.Index(name="intervention_auteur", fields=["saisie_par", "-saisie_le"]),
        ]

    def __str__(self) -> str:
        return f"intervention {self.pk}"

    @property
    def action_courte(self) -> str:
        return TypeAction(self.type_action).court

    @transaction.atomic(savepoint=False)
    def consigner(self, *, types_besoins: Iterable[TypeBesoin] = ()) -> None:
        """Save this action in the accompagnement it belongs to, which it starts if need be, with
        the needs it touched, which it brings to light if they were not."""
        if self.accompagnement and self.accompagnement.couvre(self.date):
            self.famille.verrouiller()
        else:
            self.accompagnement = self._accompagnement()
        self.territoire_id = (self.accompagnement or self.famille).territoire_id
        # The constraint on durations is the form's to tell, and the database's to hold.
        self.full_clean(
            exclude=["saisie_par", "famille", "accompagnement", "territoire"],
            validate_constraints=False,
        )
        deja = {} if self._state.adding else {b.type_id: b for b in self.besoins.all()}
        touches = self._besoins_touches(list(types_besoins), deja)
        clos = self._clore_les_rendez_vous()
        if self._state.adding:
            self.amorce = self._amorce(touches, clos)
        self.save()
        if deja:
            self.besoins.set(touches)
        else:
            self.besoins.add(*touches)
        Famille.objects.filter(pk=self.famille_id).actualiser_compteurs(verrouillees=True)

    def _besoins_touches(self, types: list[TypeBesoin], deja: dict[str, Besoin]) -> list[Besoin]:
        """``deja``: those it touched before an edit, closed since or not."""
        restes = [deja[type_.pk] for type_ in types if type_.pk in deja]
        nouveaux = [type_ for type_ in types if type_.pk not in deja]
        return restes + self.famille.besoins_ouverts(nouveaux, le=self.date)

    def _amorce(
        self, touches: Iterable[Besoin], clos: Iterable[RendezVous]
    ) -> dict[str, Any] | None:
        episode = self.accompagnement
        amorce = {
            "accompagnement": episode.pk if episode and episode.nouveau else None,
            "besoins": [besoin.pk for besoin in touches if besoin.nouveau],
            "rendez_vous": {rendez_vous.pk: rendez_vous.version for rendez_vous in clos},
        }
        return amorce if any(amorce.values()) else None

    @transaction.atomic
    def annuler(self, *, par: Any) -> None:
        """Undo a slip: the row goes, with the accompagnement and the besoins it had started where
        nothing else has come to belong to them; the rendez-vous it had closed are planned again,
        but what was said of them since stays. Said twice, it is done once."""
        self.famille.verrouiller()
        actuelle = Intervention.objects.select_for_update().filter(pk=self.pk).first()
        if actuelle is None:
            return
        actuelle.verifier_annulable(par=par)
        amorce = actuelle.amorce or {}
        actuelle.delete()
        for besoin in self.famille.besoins.filter(pk__in=amorce.get("besoins", []), version=1):
            besoin.retirer_si_vide()
        for episode in self.famille.accompagnements.filter(pk__in=[amorce.get("accompagnement")]):
            episode.retirer_si_vide()
        for cle, version in amorce.get("rendez_vous", {}).items():
            for rendez_vous in self.famille.rendez_vous.filter(pk=cle, version=version):
                rendez_vous.rouvrir()
        Famille.objects.filter(pk=self.famille_id).actualiser_compteurs()

    def _clore_les_rendez_vous(self) -> list[RendezVous]:
        """Those of that day took place: nobody has to say it twice."""
        prevus = self.famille.rendez_vous.prevus().filter(prevu_le=self.date)
        clos = [rendez_vous for rendez_vous in prevus if rendez_vous.attendait(self)]
        for rendez_vous in clos:
            rendez_vous.voir(le=self.date)
        return clos

    def _accompagnement(self) -> Accompagnement | None:
        """Leaves the famille locked."""
        if self.type_action in self.ACTIONS_AVANT_ACCOMPAGNEMENT:
            self.famille.verrouiller()
            siens = self.famille.accompagnements_d_ici()
            return siens.couvrant(self.date).du_plus_recent().first()
        return self.famille.accompagnement_pour(self.date, par=self.saisie_par)


@compteurs.declarer("derniere_intervention_le")
def _derniere_intervention_le() -> Any:
    return compteurs.derniere(Intervention.objects.all(), "date")

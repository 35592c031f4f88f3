from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self, TypeAlias
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from familles import compteurs
from familles.models import Accompagnement, Besoin, Famille
from partenaires.models import Partenaire, Secteur, TypeBesoin
from proximite.models import Saisie, Versionnee
from proximite.querysets import TerritorialQuerySet
from territoires.models import Territoire

from . import etats
from .contraintes import CONTRAINTES
from .etats import Etat, Sens
from .suivi import SuiviReferencement

if TYPE_CHECKING:
    from comptes.models import Utilisateur


class ReferencementQuerySet(TerritorialQuerySet["Referencement"]):
    def sortants(self) -> Self:
        return self.filter(sens=Sens.SORTANT)

    def entrants(self) -> Self:
        return self.filter(sens=Sens.ENTRANT)

    def faits(self) -> Self:
        """Those that count: the personal contact was made, and not entered by mistake."""
        return self.filter(date_mediation__isnull=False).exclude(etat=Etat.ANNULEE)

    def pendant(self, debut: date, fin: date) -> Self:
        return self.filter(date_mediation__range=(debut, fin))

    def ouverts(self) -> Self:
        return self.filter(etat__in=etats.OUVERTS)

    def termines(self) -> Self:
        return self.filter(etat__in=etats.FINALS)

    def a_accueillir(self) -> Self:
        """Entrants that nobody has answered yet."""
        return self.entrants().filter(etat=Etat.MEDIATION_FAITE)

    def en_attente(self) -> Self:
        """Sortants whose answer has not come."""
        return self.sortants().filter(etat__in=etats.EN_ATTENTE_DE_REPONSE)

    def a_relancer(self, le: date | None = None) -> Self:
        """En attente, without any follow-up for ten days, or past their follow-up date."""
        le = le or timezone.localdate()
        limite = le - timedelta(days=Referencement.JOURS_SANS_REPONSE)
        suivi_recent = SuiviReferencement.objects.filter(
            referencement=OuterRef("pk"), date__gt=limite
        )
        silencieux = Q(suivi_prevu_le__isnull=True) & ~Exists(suivi_recent)
        return self.en_attente().filter(Q(suivi_prevu_le__lte=le) | silencieux)


class Referencement(Saisie, Versionnee):
    """A warm hand-off of one famille to one organisme, with the follow-up of its answer; or,
    ``entrant``, of a famille by a partenaire to the PTP. Two organismes, two rows.

    It counts from ``date_mediation``, the personal contact (DOMAINE §2.15); ``nature`` and
    ``secteur`` are the partenaire’s on that date, because partenaires get reclassified.
    """

    Etat: TypeAlias = etats.Etat
    Sens: TypeAlias = etats.Sens

    class Mode(models.TextChoices):
        APPEL_EN_PRESENCE = "appel_en_presence", "Appel fait avec la famille"
        ACCOMPAGNEMENT_SUR_PLACE = "accompagnement_sur_place", "Accompagnement sur place"
        RENCONTRE_A_TROIS = "rencontre_a_trois", "Rencontre à trois"
        APPEL_AU_NOM_DE = "appel_au_nom_de", "Appel au nom de la famille"
        COURRIEL = "courriel", "Courriel"

    class MotifRefus(models.TextChoices):
        INADMISSIBLE = "inadmissible", "Famille inadmissible"
        HORS_TERRITOIRE = "hors_territoire", "Hors territoire"
        COMPLET = "complet", "Complet"
        SERVICE_INEXISTANT = "service_inexistant", "Service inexistant"
        LANGUE = "langue", "Langue"
        AUTRE = "autre", "Autre"

    class MotifEntrant(models.TextChoices):
        FERMETURE_DOSSIER = "fermeture_dossier", "Le partenaire doit fermer son dossier"
        BESOINS_MULTIPLES = "besoins_multiples", "Besoins multiples"
        HORS_MANDAT_PARTENAIRE = "hors_mandat_partenaire", "Hors du mandat du partenaire"
        LIEN_DIFFICILE = "lien_difficile", "Lien difficile à établir"
        AUTRE = "autre", "Autre"

    class Issue(models.TextChoices):
        REPONDU = "repondu", "Besoin répondu"
        PARTIELLEMENT = "partiellement", "Partiellement répondu"
        NON_REPONDU = "non_repondu", "Non répondu"
        INCONNU = "inconnu", "Inconnue"

    JOURS_SANS_REPONSE = 10

    sens = models.CharField(max_length=7, choices=Sens, default=Sens.SORTANT, editable=False)
    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="referencements", editable=False
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
    note = models.TextField("note", blank=True)

    objects = ReferencementQuerySet.as_manager()

    class Meta:
        verbose_name = "référencement"
        ordering = ["-etat_depuis", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            *CONTRAINTES,
        ]
        indexes = [
            models.Index(
                name="referencement_territoire_date",
                fields=["territoire", "date_mediation", "accompagnement", "famille"],
            ),
            models.Index(name="referencement_territoire_etat", fields=["territoire", "etat"]),
        ]

    def __str__(self) -> str:
        return f"référencement {self.pk}"

    @property
    def est_ouvert(self) -> bool:
        return self.etat in etats.OUVERTS

    @property
    def est_entrant(self) -> bool:
        return self.sens == Sens.ENTRANT

    @property
    def etat_en_mots(self) -> str:
        return etats.en_mots(self.etat, self.sens)

    @property
    def ton(self) -> str:
        """How the état is shown (``partials/etat.html``)."""
        return etats.TONS.get(self.etat, "neutre")

    # --- Opening ------------------------------------------------------------------------------

    @transaction.atomic
    def discuter(self, *, par: "Utilisateur", le: date) -> None:
        """Save a new sortant référencement, discussed with the famille."""
        if self.famille is None:
            raise ValidationError({"famille": "Un référencement part d’une famille."})
        self.sens, self.etat, self.etat_depuis = Sens.SORTANT, Etat.DISCUTEE, le
        self.territoire_id = self.famille.territoire_id
        self.besoin = self.famille.besoin_ouvert(self.type_besoin, le=le)
        self._creer(par=par)

    @transaction.atomic
    def recevoir(self, *, par: "Utilisateur", le: date) -> None:
        """Save a new entrant référencement: the partenaire made the contact that day."""
        self.sens, self.etat = Sens.ENTRANT, Etat.MEDIATION_FAITE
        self.etat_depuis = self.date_mediation = le
        self._creer(par=par)

    def _creer(self, *, par: "Utilisateur") -> None:
        self._photographier_partenaire()
        self.full_clean(exclude=["saisie_par"])
        self.save()
        self._noter_suivi(de_etat="", par=par, date=self.etat_depuis)
        self._actualiser_famille()

    # --- Moves --------------------------------------------------------------------------------

    def consentir(self, *, par: "Utilisateur", le: date, **suivi: Any) -> None:
        self._passer_a(Etat.CONSENTIE, par=par, le=le, suivi=suivi)

    def decliner(self, *, par: "Utilisateur", le: date, **suivi: Any) -> None:
        """The famille says no."""
        self._passer_a(Etat.DECLINEE_FAMILLE, par=par, le=le, suivi=suivi)

    def faire_mediation(
        self,
        *,
        par: "Utilisateur",
        le: date,
        mode: str,
        suivi_prevu_le: date | None = None,
        **suivi: Any,
    ) -> None:
        """The personal contact with the organisme: from here on it counts, and it starts the
        accompagnement if nothing had."""
        self._passer_a(
            Etat.MEDIATION_FAITE,
            par=par,
            le=le,
            suivi=suivi,
            mode=mode,
            date_mediation=le,
            suivi_prevu_le=suivi_prevu_le,
        )

    def recevoir_reponse(self, *, par: "Utilisateur", le: date, **suivi: Any) -> None:
        self._passer_a(Etat.REPONSE_RECUE, par=par, le=le, suivi=suivi)

    def accepter(self, *, par: "Utilisateur", le: date, **suivi: Any) -> None:
        self._passer_a(Etat.ACCEPTEE, par=par, le=le, suivi=suivi)

    @transaction.atomic
    def prendre_en_charge(
        self, famille: Famille, *, par: "Utilisateur", le: date, **suivi: Any
    ) -> None:
        """The PTP takes up an entrant référencement, for a famille of its territoire."""
        if famille.territoire_id != self.territoire_id:
            raise ValidationError("Cette famille est d’un autre territoire.")
        self._passer_a(Etat.ACCEPTEE, par=par, le=le, suivi=suivi, famille=famille)

    def mettre_en_attente(
        self, *, par: "Utilisateur", le: date, semaines: int | None = None, **suivi: Any
    ) -> None:
        self._passer_a(Etat.LISTE_ATTENTE, par=par, le=le, suivi=suivi, attente_semaines=semaines)

    def refuser(self, *, par: "Utilisateur", le: date, motif: str, **suivi: Any) -> None:
        self._passer_a(Etat.REFUSEE_PARTENAIRE, par=par, le=le, suivi=suivi, motif_refus=motif)

    def constater_sans_reponse(self, *, par: "Utilisateur", le: date, **suivi: Any) -> None:
        self._passer_a(Etat.SANS_REPONSE, par=par, le=le, suivi=suivi)

    def amorcer_service(self, *, par: "Utilisateur", le: date, **suivi: Any) -> None:
        self._passer_a(Etat.SERVICE_AMORCE, par=par, le=le, suivi=suivi, service_amorce_le=le)

    def terminer(self, *, par: "Utilisateur", le: date, issue: str, **suivi: Any) -> None:
        self._passer_a(Etat.TERMINEE, par=par, le=le, suivi=suivi, issue=issue)

    def abandonner(self, *, par: "Utilisateur", le: date, **suivi: Any) -> None:
        """The famille gives it up."""
        self._passer_a(Etat.ABANDONNEE_FAMILLE, par=par, le=le, suivi=suivi)

    @transaction.atomic
    def annuler(self, *, par: "Utilisateur", le: date, **suivi: Any) -> None:
        """Entered by mistake: it is kept, no longer counts, and has started nothing."""
        accompagnement, contact = self.accompagnement, self.date_mediation
        retire = {"date_mediation": None, "accompagnement": None} if self.famille else {}
        self._passer_a(Etat.ANNULEE, par=par, le=le, suivi=suivi, **retire)
        if accompagnement and accompagnement.date_debut == contact:
            accompagnement.retirer_si_vide()

    @transaction.atomic
    def suivre(
        self, *, par: "Utilisateur", le: date, prochain_le: date | None = None, **suivi: Any
    ) -> None:
        """A follow-up that changes no état."""
        actuel = self._verrouiller()
        actuel.suivi_prevu_le = prochain_le
        actuel._enregistrer()
        actuel._noter_suivi(de_etat=actuel.etat, par=par, date=le, **suivi)
        self.refresh_from_db()

    @transaction.atomic
    def _passer_a(
        self, vers: Etat, *, par: "Utilisateur", le: date, suivi: dict[str, Any], **champs: Any
    ) -> None:
        actuel = self._verrouiller()
        depart = Etat(actuel.etat)
        etats.verifier_passage(depart, vers, depuis=actuel.etat_depuis, le=le)
        if vers in etats.REPONDUS and actuel.reponse_le is None:
            champs["reponse_le"] = le
        for champ, valeur in champs.items():
            setattr(actuel, champ, valeur)
        actuel.etat, actuel.etat_depuis = vers, le
        if vers is Etat.MEDIATION_FAITE:
            actuel._photographier_partenaire()
            actuel._rattacher(le, par=par)
        actuel._enregistrer()
        actuel._noter_suivi(de_etat=depart, par=par, date=le, **suivi)
        actuel._faire_avancer_besoin(le)
        actuel._actualiser_famille()
        self.refresh_from_db()

    def _verrouiller(self) -> "Referencement":
        return Referencement.objects.select_for_update().get(pk=self.pk)

    def _enregistrer(self) -> None:
        self.version += 1
        self.full_clean()
        self.save()

    def _photographier_partenaire(self) -> None:
        self.nature = self.partenaire.nature
        self.secteur = self.partenaire.secteur
        porteur = self.partenaire.organisme_porteur_id
        self.vers_porteur = porteur is not None and porteur == self.territoire.organisme_id

    def _rattacher(self, le: date, *, par: "Utilisateur") -> None:
        """To the accompagnement of that date, which this contact starts if nothing had."""
        if self.famille:
            self.accompagnement = self.famille.accompagnement_pour(le, par=par)

    def _noter_suivi(self, *, de_etat: str, par: "Utilisateur", date: date, **champs: Any) -> None:
        self.suivis.create(
            de_etat=de_etat, vers_etat=self.etat, saisie_par=par, date=date, **champs
        )

    def _faire_avancer_besoin(self, le: date) -> None:
        """The contact puts the need in progress; the issue says whether it is met. Another
        organisme still approached for it may yet meet it."""
        if self.besoin is None or not self.besoin.est_ouvert:
            return
        le = max(le, self.besoin.mis_en_relief_le)
        seul = not self.besoin.referencements.ouverts().exclude(pk=self.pk).exists()
        if self.etat == Etat.MEDIATION_FAITE:
            etat = Besoin.Etat.EN_COURS
        elif self.etat == Etat.ANNULEE and seul:
            etat = Besoin.Etat.MIS_EN_RELIEF
        elif self.issue in BESOIN_SELON_ISSUE and (seul or self.issue == self.Issue.REPONDU):
            etat = BESOIN_SELON_ISSUE[self.issue]
        else:
            return
        self.besoin.changer_etat(etat=etat, le=le)

    def _actualiser_famille(self) -> None:
        if self.famille:
            self.famille.actualiser_compteurs()


BESOIN_SELON_ISSUE: dict[str, Besoin.Etat] = {
    Referencement.Issue.REPONDU: Besoin.Etat.REPONDU,
    Referencement.Issue.PARTIELLEMENT: Besoin.Etat.PARTIELLEMENT_REPONDU,
    Referencement.Issue.NON_REPONDU: Besoin.Etat.NON_REPONDU,
}


@compteurs.declarer("nb_referencements_ouverts")
def _nb_referencements_ouverts() -> Any:
    return compteurs.nombre(Referencement.objects.ouverts())

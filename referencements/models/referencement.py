from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from familles import compteurs
from familles.models import Famille
from familles.models.scellement import confier_au_secret
from partenaires.models import Partenaire

from .. import accuses, depots
from . import besoins, etats
from .champs import ChampsReferencement
from .etats import Etat, Sens
from .portee import DuReferencementQuerySet

if TYPE_CHECKING:
    from comptes.models import Utilisateur

    from .divulgation import Divulgation

# Who acts: a PTP, or the partenaire itself by its link.
Acteur: TypeAlias = "Utilisateur | Partenaire"


class ReferencementQuerySet(DuReferencementQuerySet["Referencement"]):
    prefixe = ""

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
        """Entrants that nobody has answered yet, oldest first."""
        entrants = self.entrants().filter(etat=Etat.MEDIATION_FAITE)
        return entrants.order_by("etat_depuis", "pk")

    def en_attente(self) -> Self:
        """Sortants whose answer has not come."""
        return self.sortants().filter(etat__in=etats.EN_ATTENTE_DE_REPONSE)

    def avec_nouvelles(self) -> Self:
        """The partenaire wrote, nobody has read it."""
        return self.filter(nouvelles_non_lues=True)

    def a_relancer(self, le: date | None = None) -> Self:
        """En attente, without any follow-up for ten days, or past their follow-up date."""
        le = le or timezone.localdate()
        limite = le - timedelta(days=Referencement.JOURS_SANS_REPONSE)
        silencieux = Q(suivi_prevu_le__isnull=True, dernier_suivi_le__lte=limite)
        return self.en_attente().filter(Q(suivi_prevu_le__lte=le) | silencieux)


class Referencement(ChampsReferencement):
    """A warm hand-off of one famille to one organisme, with the follow-up of its answer; or,
    ``entrant``, of a famille by a partenaire to the PTP. Two organismes, two rows.

    It counts from ``date_mediation``, the personal contact (DOMAINE §2.15); ``nature`` and
    ``secteur`` are the partenaire’s on that date, because partenaires get reclassified.
    """

    JOURS_SANS_REPONSE = 10

    objects = ReferencementQuerySet.as_manager()

    class Meta(ChampsReferencement.Meta):
        pass

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
    def recevoir(self, *, par: Acteur, le: date) -> None:
        """Save a new entrant référencement: the partenaire made the contact that day, and sent it
        by its link or told a PTP who logs it."""
        self.nouvelles_non_lues = isinstance(par, Partenaire)
        self.sens, self.etat = Sens.ENTRANT, Etat.MEDIATION_FAITE
        self.etat_depuis = self.date_mediation = le
        self._creer(par=par)
        if isinstance(par, Partenaire):
            accuses.annoncer_aux_ptp(self)

    def _creer(self, *, par: Acteur) -> None:
        self._photographier_partenaire()
        self.dernier_suivi_le = self.etat_depuis
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

    @transaction.atomic
    def divulguer(
        self, divulgation: "Divulgation", *, par: "Utilisateur", le: date, **envoi: Any
    ) -> None:
        """Freeze what is sent to the partenaire, after the check that the famille agrees to it or
        that a law allows it; sent before the personal contact, it is that contact (``mode``).

        ``envoi``: ``mode``, ``suivi_prevu_le``, and what ``contenu.composer`` takes.
        """
        contact: dict[str, Any] = {nom: envoi.pop(nom, None) for nom in ("mode", "suivi_prevu_le")}
        actuel = self._verrouiller()
        if not actuel.est_ouvert or actuel.est_entrant:
            raise ValidationError("Cette demande ne s’envoie plus\u00a0: elle est terminée.")
        divulgation.referencement, divulgation.faite_par = actuel, par
        divulgation.consigner(le=le, **envoi)
        actuel._prendre_contact(divulgation, le=le, **contact)
        self.refresh_from_db()

    def _prendre_contact(
        self, divulgation: "Divulgation", *, le: date, mode: str, suivi_prevu_le: date | None
    ) -> None:
        par, sans_accord = divulgation.faite_par, divulgation.consentement is None
        if self.etat == Etat.DISCUTEE and not sans_accord:
            self.consentir(par=par, le=le)
        if self.etat in (Etat.DISCUTEE, Etat.CONSENTIE):
            contact: dict[str, Any] = {
                "mode": mode or "",
                "date_mediation": le,
                "suivi_prevu_le": suivi_prevu_le,
            }
            passage: dict[str, Any] = {
                "par": par,
                "le": le,
                "suivi": {},
                "sans_accord": sans_accord,
            }
            self._passer_a(Etat.MEDIATION_FAITE, **passage, **contact)
        elif suivi_prevu_le:
            self.suivi_prevu_le = suivi_prevu_le
            self.save(update_fields=["suivi_prevu_le"])

    def recevoir_reponse(self, *, par: Acteur, le: date, **suivi: Any) -> None:
        self._passer_a(Etat.REPONSE_RECUE, par=par, le=le, suivi=suivi)

    def accepter(self, *, par: Acteur, le: date, **suivi: Any) -> None:
        self._passer_a(Etat.ACCEPTEE, par=par, le=le, suivi=suivi)

    @transaction.atomic
    def prendre_en_charge(
        self, famille: Famille, *, par: "Utilisateur", le: date, **suivi: Any
    ) -> list[str]:
        """The PTP takes up an entrant référencement, for a famille of its territoire that she
        knows or that she opens now (``famille`` not saved yet).

        What the partenaire wrote completes the famille; returns what was added, in words.
        """
        if famille.territoire_id != self.territoire_id:
            raise ValidationError("Cette famille est d’un autre territoire.")
        actuel = self._verrouiller()
        actuel._verifier_passage(Etat.ACCEPTEE, le=le)
        if famille._state.adding:
            famille.full_clean()
            famille.save()
        demande = getattr(actuel, "demande", None)
        ajouts = demande.completer(famille, par=par) if demande else []
        besoin = famille.besoin_ouvert(actuel.type_besoin, le=le)
        self._passer_a(Etat.ACCEPTEE, par=par, le=le, suivi=suivi, famille=famille, besoin=besoin)
        confier_au_secret([actuel, *self.suivis.all(), *filter(None, [demande])], famille)
        return ajouts

    def mettre_en_attente(
        self, *, par: Acteur, le: date, semaines: int | None = None, **suivi: Any
    ) -> None:
        self._passer_a(Etat.LISTE_ATTENTE, par=par, le=le, suivi=suivi, attente_semaines=semaines)

    def refuser(self, *, par: Acteur, le: date, motif: str, **suivi: Any) -> None:
        self._passer_a(Etat.REFUSEE_PARTENAIRE, par=par, le=le, suivi=suivi, motif_refus=motif)

    def constater_sans_reponse(self, *, par: Acteur, le: date, **suivi: Any) -> None:
        self._passer_a(Etat.SANS_REPONSE, par=par, le=le, suivi=suivi)

    def amorcer_service(self, *, par: Acteur, le: date, **suivi: Any) -> None:
        self._passer_a(Etat.SERVICE_AMORCE, par=par, le=le, suivi=suivi, service_amorce_le=le)

    def terminer(self, *, par: Acteur, le: date, issue: str, **suivi: Any) -> None:
        self._passer_a(Etat.TERMINEE, par=par, le=le, suivi=suivi, issue=issue)

    def abandonner(self, *, par: "Utilisateur", le: date, **suivi: Any) -> None:
        """The famille gives it up."""
        self._passer_a(Etat.ABANDONNEE_FAMILLE, par=par, le=le, suivi=suivi)

    @transaction.atomic
    def annuler(self, *, par: "Utilisateur", le: date, **suivi: Any) -> None:
        """Entered by mistake: it is kept, no longer counts, and has started nothing."""
        actuel = self._verrouiller()
        accompagnement, contact = actuel.accompagnement, actuel.date_mediation
        retire: dict[str, Any] = (
            {"date_mediation": None, "accompagnement": None} if actuel.famille else {}
        )
        self._passer_a(Etat.ANNULEE, par=par, le=le, suivi=suivi, **retire)
        if accompagnement and accompagnement.date_debut == contact:
            accompagnement.retirer_si_vide()

    @transaction.atomic
    def suivre(
        self, *, par: Acteur, le: date, prochain_le: date | None = None, **suivi: Any
    ) -> None:
        """A follow-up that changes no état: a call, a word from the partenaire."""
        actuel = self._verrouiller()
        actuel._verifier_partenaire(par, le=le)
        if not isinstance(par, Partenaire):
            actuel.suivi_prevu_le = prochain_le
        elif not actuel.est_ouvert:
            raise ValidationError("Cette demande est terminée\u00a0: elle ne s’écrit plus ici.")
        actuel._conclure_par(par, de_etat=actuel.etat, date=le, **suivi)
        self.refresh_from_db()

    @transaction.atomic
    def accuser_reception(self, *, par: "Utilisateur", le: date, **suivi: Any) -> None:
        """Tell the partenaire that its référencement arrived; said once, it changes no état."""
        actuel = self._verrouiller()
        if not actuel.est_entrant or actuel.etat != Etat.MEDIATION_FAITE:
            raise ValidationError(
                "Seul un référencement reçu et à accueillir s’accuse.", code="rien_a_accuser"
            )
        if actuel.accuse_le is None:
            actuel.accuse_le = le
            actuel._conclure_par(par, de_etat=actuel.etat, date=le, **suivi)
            accuses.accuser_au_partenaire(actuel)
        self.refresh_from_db()

    def lire_nouvelles(self, *, version: int) -> None:
        """The PTP has read what the partenaire wrote up to that version, and nothing since."""
        lue = Referencement.objects.filter(pk=self.pk, version=version)
        lue.update(nouvelles_non_lues=False)
        self.refresh_from_db(fields=["nouvelles_non_lues"])

    @transaction.atomic
    def _passer_a(
        self,
        vers: Etat,
        *,
        par: Acteur,
        le: date,
        suivi: dict[str, Any],
        sans_accord: bool = False,
        **champs: Any,
    ) -> None:
        actuel = self._verrouiller()
        depart = Etat(actuel.etat)
        actuel._verifier_partenaire(par, le=le, vers=vers)
        actuel._verifier_passage(vers, le=le, sans_accord=sans_accord)
        actuel._arriver_a(vers, le=le, champs=champs)
        if vers is Etat.MEDIATION_FAITE and not isinstance(par, Partenaire):
            actuel._photographier_partenaire()
            actuel._rattacher(le, par=par)
        actuel._conclure_par(par, de_etat=depart, date=le, **suivi)
        besoins.faire_avancer(actuel, le=le, par=None if isinstance(par, Partenaire) else par)
        actuel._actualiser_famille()
        if actuel.est_entrant:
            accuses.repondre_au_partenaire(actuel)
        self.refresh_from_db()

    def _arriver_a(self, vers: Etat, *, le: date, champs: dict[str, Any]) -> None:
        if vers in etats.REPONDUS and self.reponse_le is None:
            self.reponse_le = le
        for champ, valeur in champs.items():
            setattr(self, champ, valeur)
        self.etat, self.etat_depuis = vers, le

    def _verifier_passage(self, vers: Etat, *, le: date, sans_accord: bool = False) -> None:
        etats.verifier_passage(
            Etat(self.etat),
            vers,
            sens=Sens(self.sens),
            depuis=self.etat_depuis,
            le=le,
            sans_accord=sans_accord,
        )

    def _verifier_partenaire(self, par: Acteur, *, le: date, vers: Etat | None = None) -> None:
        """A partenaire answers for itself, where it may, and while the famille agrees."""
        if not isinstance(par, Partenaire):
            return
        if par.pk != self.partenaire_id:
            raise ValidationError("Ce référencement est celui d’un autre partenaire.", code="autre")
        if vers:
            etats.verifier_reponse_du_partenaire(Sens(self.sens), vers)
        if not self.est_entrant and not self.divulgations.en_vigueur_verrouillee(le):
            raise ValidationError(
                "La famille a retiré son accord\u00a0: cette demande est fermée.", code="retiree"
            )

    def _conclure_par(self, par: Acteur, *, de_etat: str, date: date, **suivi: Any) -> None:
        """Save what one act changed, with its dated suivi; what a partenaire writes is news."""
        self.nouvelles_non_lues = isinstance(par, Partenaire)
        self.dernier_suivi_le = max(self.dernier_suivi_le, date)
        self.version += 1
        self.full_clean()
        self.save()
        note = self._noter_suivi(de_etat=de_etat, par=par, date=date, **suivi)
        if isinstance(par, Partenaire):
            depots.annoncer(note)

    def _photographier_partenaire(self) -> None:
        self.nature = self.partenaire.nature
        self.secteur = self.partenaire.secteur
        porteur = self.partenaire.organisme_porteur_id
        self.vers_porteur = porteur is not None and porteur == self.territoire.organisme_id

    def _rattacher(self, le: date, *, par: "Utilisateur") -> None:
        """To the accompagnement of that date, which this contact starts if nothing had."""
        if self.famille:
            self.accompagnement = self.famille.accompagnement_pour(le, par=par)

    def _noter_suivi(self, *, de_etat: str, par: Acteur, date: date, **champs: Any) -> Any:
        auteur = "par_partenaire" if isinstance(par, Partenaire) else "saisie_par"
        champs |= {auteur: par, "date": date, "avant": self.avant}
        return self.suivis.create(de_etat=de_etat, vers_etat=self.etat, **champs)

    def _actualiser_famille(self) -> None:
        if self.famille:
            self.famille.actualiser_compteurs()


@compteurs.declarer("nb_referencements_ouverts")
def _nb_referencements_ouverts() -> Any:
    return compteurs.nombre(Referencement.objects.ouverts())

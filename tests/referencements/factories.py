"""Référencements brought to any état by the moves that lead there."""

from datetime import date

from partenaires.models import Partenaire
from referencements.models import ConstatTrou, Referencement, TrouDeServices
from referencements.models.etats import Etat
from tests.partenaires.factories import PartenaireFactory

LE = date(2026, 3, 2)

CHEMINS = {
    Etat.DISCUTEE: [],
    Etat.CONSENTIE: ["consentir"],
    Etat.DECLINEE_FAMILLE: ["decliner"],
    Etat.MEDIATION_FAITE: ["consentir", "faire_mediation"],
    Etat.REPONSE_RECUE: ["consentir", "faire_mediation", "recevoir_reponse"],
    Etat.ACCEPTEE: ["consentir", "faire_mediation", "accepter"],
    Etat.LISTE_ATTENTE: ["consentir", "faire_mediation", "mettre_en_attente"],
    Etat.REFUSEE_PARTENAIRE: ["consentir", "faire_mediation", "refuser"],
    Etat.SERVICE_AMORCE: ["consentir", "faire_mediation", "accepter", "amorcer_service"],
    Etat.TERMINEE: ["consentir", "faire_mediation", "accepter", "amorcer_service", "terminer"],
    Etat.ABANDONNEE_FAMILLE: ["consentir", "abandonner"],
    Etat.SANS_REPONSE: ["consentir", "faire_mediation", "constater_sans_reponse"],
    Etat.ANNULEE: ["annuler"],
}
PRECISIONS = {
    "faire_mediation": {"mode": Referencement.Mode.APPEL_EN_PRESENCE},
    "refuser": {"motif": Referencement.MotifRefus.COMPLET},
    "terminer": {"issue": Referencement.Issue.REPONDU},
}


def geste(referencement: Referencement, nom: str, *, par, le: date = LE, **precisions) -> None:
    getattr(referencement, nom)(par=par, le=le, **PRECISIONS.get(nom, {}) | precisions)


def referencement_sortant(
    famille,
    *,
    par,
    etat: Etat = Etat.DISCUTEE,
    le: date = LE,
    partenaire: Partenaire | None = None,
    type_besoin: str = "alimentation",
) -> Referencement:
    referencement = Referencement(
        famille=famille,
        partenaire=partenaire or PartenaireFactory(territoires=[famille.territoire]),
        type_besoin_id=type_besoin,
        saisie_par=par,
    )
    referencement.discuter(par=par, le=le)
    for nom in CHEMINS[etat]:
        geste(referencement, nom, par=par, le=le)
    return referencement


def referencement_entrant(territoire, *, par, le: date = LE, partenaire=None) -> Referencement:
    referencement = Referencement(
        territoire=territoire,
        partenaire=partenaire or PartenaireFactory(territoires=[territoire]),
        type_besoin_id="logement",
        motif_entrant=Referencement.MotifEntrant.FERMETURE_DOSSIER,
        saisie_par=par,
    )
    referencement.recevoir(par=par, le=le)
    return referencement


def constater(
    territoire,
    *,
    par,
    le: date = LE,
    trou: TrouDeServices | None = None,
    type_id: str = "logement",
    cause: str = "",
    joindre: bool = False,
    **champs,
) -> ConstatTrou:
    """A constat of ``trou``, or of a new one."""
    constat = ConstatTrou(saisie_par=par, constate_le=le, **champs)
    nouveau = TrouDeServices(territoire=territoire, type_id=type_id, cause=cause)
    constat.consigner(trou=trou or nouveau, joindre=joindre)
    return constat

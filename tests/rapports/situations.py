"""Small situations, told by the verbs of the models, on the period 2024-01-01 to 2024-03-31."""

from datetime import date

from activites.models import TypeAction
from familles.models import Enfant, EvaluationIsolement, Intervention
from rapports.calculs import calculer
from referencements.models.etats import Etat
from tests.familles.factories import FamilleFactory
from tests.referencements.factories import geste, referencement_sortant

DEBUT, FIN = date(2024, 1, 1), date(2024, 3, 31)
PENDANT = date(2024, 2, 15)


def rapport(debut=DEBUT, fin=FIN, **options):
    return calculer(debut, fin, **options)[None]


def nombre(identifiant, **options):
    return rapport(**options)[identifiant].numerateur


def famille_jointe(territoire, ptp, *, date_jointe=date(2023, 10, 1), **champs):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, date_jointe=date_jointe, **champs)


def intervenir(famille, le=PENDANT, type_action=TypeAction.LIEN_CONFIANCE):
    intervention = Intervention(
        famille=famille,
        saisie_par=famille.saisie_par,
        date=le,
        type_action=type_action,
        mode="texto",
        duree_min=15,
    )
    intervention.consigner()
    return intervention


def famille_accompagnee(territoire, ptp, *, le=PENDANT, **champs):
    famille = famille_jointe(territoire, ptp, **champs)
    intervenir(famille, le)
    return famille


def avec_enfant(famille, naissance=None, precision="jour", **champs):
    enfant = Enfant(
        famille=famille,
        naissance=naissance,
        precision=precision if naissance else "inconnue",
        saisie_par=famille.saisie_par,
        **champs,
    )
    enfant.consigner()
    return enfant


def evaluer(famille, frequentation, moment="premier_contact", **champs):
    evaluation = EvaluationIsolement(
        famille=famille,
        moment=moment,
        frequentation_services=frequentation,
        saisie_par=famille.saisie_par,
        **champs,
    )
    evaluation.consigner()
    return evaluation


def referer(famille, le=PENDANT, *, etat=Etat.MEDIATION_FAITE, **champs):
    return referencement_sortant(famille, par=famille.saisie_par, etat=etat, le=le, **champs)


def repondre(referencement, le):
    geste(referencement, "accepter", par=referencement.saisie_par, le=le)

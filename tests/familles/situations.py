"""Actions and grids as a PTP logs them."""

from datetime import date

from activites.models import ModeContact, TypeAction
from familles.chronologie import chronologie
from familles.fiche import avec_tout
from familles.models import EvaluationIsolement, Famille, Intervention
from partenaires.models import TypeBesoin

NBSP = "\u00a0"
MARS, AVRIL, MAI, JUIN = (date(2024, mois, 10) for mois in (3, 4, 5, 6))


def action(famille, le, type_action=TypeAction.LIEN_CONFIANCE, besoins=(), **champs):
    intervention = Intervention(
        famille=famille,
        date=le,
        type_action=type_action,
        mode=ModeContact.TEXTO,
        duree_min=15,
        saisie_par=famille.saisie_par,
        **champs,
    )
    intervention.consigner(types_besoins=TypeBesoin.objects.filter(code__in=besoins))
    return intervention


def grille(famille, **champs):
    champs = {"moment": EvaluationIsolement.Moment.PREMIER_CONTACT, "vaut_le": MARS} | champs
    evaluation = EvaluationIsolement(famille=famille, saisie_par=famille.saisie_par, **champs)
    evaluation.consigner()
    return evaluation


def histoire(famille):
    """Her timeline, from the rows that her page reads."""
    return chronologie(avec_tout(Famille.objects.filter(pk=famille.pk)).get())

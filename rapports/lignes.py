"""The référencements, trous and needs behind a figure, for those of the territoire (never for a
comité). ``derriere`` has the familles."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from familles.models import Famille
from proximite.querysets import TerritorialQuerySet
from referencements.models import ConstatTrou, Referencement, TrouDeServices

from .besoins import nouveaux
from .definitions import Indicateur
from .derriere import DERRIERE
from .fenetres import Fenetre
from .requetes import Demande

Lignes = TerritorialQuerySet[Any]


@dataclass(frozen=True)
class Liste:
    """``lignes(demande, valeur)``: rows of a period; ``valeur`` is « logement » of
    « I-13.logement », or "". ``gabarit`` draws one; ``formes`` name them."""

    gabarit: str
    formes: str
    lignes: Callable[[Demande, str], Lignes]


def lister(identifiant: str, fenetre: Fenetre, territoires: frozenset[int]) -> Lignes:
    modele, _, valeur = identifiant.partition(".")
    demande = Demande.de_la_periode(fenetre.debut, fenetre.fin, territoires=territoires)
    return LISTES[modele].lignes(demande, valeur)


def liste(identifiant: str) -> Liste | None:
    return LISTES.get(identifiant.partition(".")[0])


def adresse(indicateur: Indicateur, code: str, fenetre: Fenetre) -> str:
    """Where the rows behind a figure of the territoire are listed; "" when they are not."""
    if indicateur.id in DERRIERE:
        nom = "rapports:familles_derriere"
    elif indicateur.modele in LISTES:
        nom = "rapports:lignes_derriere"
    else:
        return ""
    return f"{reverse(nom, args=[code, indicateur.id])}?{fenetre.parametres}"


def _referencements(demande: Demande) -> Any:
    faits = Referencement.objects.faits().pendant(demande.debut, demande.fin)
    lignes = demande.portee(faits).select_related("partenaire", "famille")
    return lignes.order_by("-date_mediation", "pk")


def _faits(demande: Demande, valeur: str) -> Lignes:
    return _du_secteur(_referencements(demande).sortants(), valeur)


def _recus(demande: Demande, valeur: str) -> Lignes:
    return _du_secteur(_referencements(demande).exclude(sens=Referencement.Sens.SORTANT), valeur)


def _du_secteur(lignes: Any, secteur: str) -> Lignes:
    """A sous-secteur is of its secteur too."""
    return lignes.filter(Q(secteur=secteur) | Q(secteur__parent=secteur)) if secteur else lignes


def _faits_a_l_etat(demande: Demande, etat: str) -> Lignes:
    return _faits(demande, "").filter(etat=etat)


def _repondus(demande: Demande, valeur: str) -> Lignes:
    return _faits(demande, "").filter(reponse_le__lte=demande.observe_au)


def _trous(demande: Demande, type_: str) -> Lignes:
    constats = ConstatTrou.objects.pendant(demande.debut, demande.fin)
    dans = demande.portee(constats, "trou__").values("trou")
    lignes = TrouDeServices.objects.filter(pk__in=dans).select_related("type")
    return (lignes.filter(type=type_) if type_ else lignes).order_by("type", "pk")


def _trous_ouverts(demande: Demande, valeur: str) -> Lignes:
    return _trous(demande, "").exclude(statut=TrouDeServices.Statut.RESOLU)


def _familles_au_besoin(demande: Demande, type_: str) -> Lignes:
    besoins = nouveaux(demande)
    besoins = besoins.filter(type=type_) if type_ else besoins
    lignes = Famille.objects.filter(pk__in=besoins.values("famille"))
    return lignes.order_by("-derniere_intervention_le", "pk")


_REFERENCEMENT = ("rapports/partials/ligne_referencement.html", "référencement,référencements")
_TROU = ("rapports/partials/ligne_trou.html", "trou de services,trous de services")
_FAMILLE = ("rapports/partials/ligne_famille.html", "famille,familles")
LISTES = {
    "I-19": Liste(*_REFERENCEMENT, _faits),
    "I-13": Liste(*_REFERENCEMENT, _faits),
    "I-11": Liste(*_REFERENCEMENT, _recus),
    "I-11s": Liste(*_REFERENCEMENT, _recus),
    "I-18": Liste(*_REFERENCEMENT, _faits_a_l_etat),
    "I-15": Liste(*_REFERENCEMENT, _repondus),
    "I-22": Liste(*_TROU, _trous),
    "I-22o": Liste(*_TROU, _trous_ouverts),
    "I-20": Liste(*_FAMILLE, _familles_au_besoin),
}

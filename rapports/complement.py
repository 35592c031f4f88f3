"""The indicators of ``indicateurs_complement``, by groupe, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from partenaires.models import TypeBesoin

from . import besoins, equipe, presence
from .cles import concertation, correspondance, isolement
from .comptes import Compte, Comptes
from .groupes import groupes_presents
from .indicateurs_complement import etaler
from .requetes import Demande
from .resultats import Resultat

COMPTAGES: tuple[Callable[[Demande, Comptes], None], ...] = (
    besoins.compter,
    presence.compter,
    equipe.compter,
    isolement.compter,
    correspondance.compter,
    concertation.compter,
)


def completer(
    debut: date,
    fin: date,
    *,
    territoires: frozenset[int] | None = None,
    par: str | None = None,
    observe_au: date | None = None,
) -> dict[str | None, Mapping[str, Resultat]]:
    """By identifier: the whole under None and, with ``par``, each groupe by its code."""
    demande = Demande.de_la_periode(debut, fin, territoires=territoires, observe_au=observe_au)
    indicateurs = etaler(TypeBesoin.objects.all())
    chiffres: dict[str | None, Mapping[str, Resultat]] = {}
    for code, comptes in _compter(demande, par):
        chiffres[code] = {cle: comptes.resultat(i) for cle, i in indicateurs.items()}
    return chiffres


def _compter(demande: Demande, par: str | None) -> list[tuple[str | None, Compte]]:
    lignes: list[tuple[str | None, Compte]] = []
    if par:
        decoupee = replace(demande, par=par)
        comptes = denombrer(decoupee)
        lignes += [(code, comptes[code]) for code in groupes_presents(decoupee)]
    return [*lignes, (None, denombrer(demande)[""])]


def denombrer(demande: Demande) -> Comptes:
    comptes: Comptes = defaultdict(Compte)
    for compter in COMPTAGES:
        compter(demande, comptes)
    return comptes

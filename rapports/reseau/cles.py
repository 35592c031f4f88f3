"""The three key indicators (DOMAINE §5.3): what was observed, and on how many."""

from collections.abc import Sequence

from .. import illustrations
from ..cles.matrice import Matrice
from ..cles.toile import Toile
from ..definitions import Rubrique
from ..graphiques import Graphique
from ..publication.lecture import Publie
from ..sections import OBSERVEE, Mesures, Section
from .choix import Choix
from .dessins import dessiner_matrice, dessiner_toile

CORRESPONDANCE = (
    "Besoins mis en relief dans la période et observés depuis 90\u00a0jours ou plus. Un besoin est "
    "répondu, en partie, ou bute sur un trou de services; les besoins de base se lisent d’abord."
)
CONCERTATION = (
    "Qui échange des référencements, et qui se rencontre. Un territoire ne se compare qu’à "
    "lui-même, d’une période à l’autre."
)
TOILE = (
    "Au centre, les personnes travailleuses de proximité (PTP); autour, les secteurs avec qui vont "
    "et viennent les référencements. Plus le fil est large, plus il y en a."
)
EN_BREF = (
    ("reduction", "Réduction de l’isolement\u00a0: évolution observée", ("A0", "A1", "A3")),
    ("correspondance", "Correspondance entre les besoins et l’offre", ("B0", "B1", "B2")),
    ("concertation", "Concertation", ("C1", "C3", "C4")),
)


def en_bref(mesures: Mesures) -> list[Section]:
    """The first figures of each, coverage first."""
    sections = [Section(cle, titre, "", mesures.tuiles(*ids)) for cle, titre, ids in EN_BREF]
    return [section for section in sections if section.tuiles]


def en_entier(choix: Choix, mesures: Mesures) -> list[Section]:
    publie = choix.publie
    sections = [
        Section("reduction", EN_BREF[0][1], OBSERVEE, _tuiles(mesures, Rubrique.ISOLEMENT)),
        Section(
            "correspondance",
            EN_BREF[1][1],
            CORRESPONDANCE,
            _tuiles(mesures, Rubrique.CORRESPONDANCE),
            [*_matrices(publie), *_utiles(illustrations.besoins(mesures.maintenant, mesures.vers))],
        ),
        Section(
            "concertation",
            EN_BREF[2][1],
            CONCERTATION,
            _tuiles(mesures, Rubrique.CONCERTATION),
            _toiles(publie),
        ),
    ]
    return [section for section in sections if section.tuiles or section.graphiques]


def _tuiles(mesures: Mesures, rubrique: Rubrique) -> Sequence:
    """Every figure of the rubrique, in the registry’s order: its coverage comes first."""
    return mesures.tuiles(
        *(cle for cle, r in mesures.maintenant.items() if r.indicateur.rubrique == rubrique)
    )


def _matrices(publie: Publie | None) -> list[Graphique]:
    contenu = publie.contenu.get("matrice") if publie else None
    return _utiles(dessiner_matrice(Matrice.de_json(contenu))) if contenu else []


def _toiles(publie: Publie | None) -> list[Graphique]:
    contenu = publie.contenu.get("toile") if publie else None
    return _utiles(dessiner_toile(Toile.de_json(contenu), description=TOILE)) if contenu else []


def _utiles(graphique: Graphique) -> list[Graphique]:
    return [] if graphique.est_vide else [graphique]

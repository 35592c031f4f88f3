"""The three key indicators (DOMAINE §5.3): what was observed, and on how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .. import illustrations
from ..cles.matrice import Matrice
from ..cles.toile import Toile
from ..definitions import Rubrique
from ..graphiques import Graphique
from ..illustrations import apres_deux_points
from ..publication.lecture import Publie
from ..resultats import Resultat
from ..sections import OBSERVEE, Mesures, Section
from ..tuiles import Tuile
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
EN_BREF = (
    ("reduction", "Réduction de l’isolement\u00a0: évolution observée", ("A0", "A1", "A3")),
    ("correspondance", "Correspondance entre les besoins et l’offre", ("B0", "B1", "B2")),
    ("concertation", "Concertation", ("C1", "C3", "C4")),
)


@dataclass(frozen=True)
class TableEtalee:
    """Figures that share a list: one column each, a line for each value of the list."""

    colonnes: Sequence[str]
    lignes: Sequence[tuple[str, Sequence[Resultat]]]


@dataclass(frozen=True)
class Cle:
    """One key indicator in full."""

    section: Section
    tables: Sequence[TableEtalee]


def en_bref(mesures: Mesures) -> list[Section]:
    """The first figures of each, coverage first."""
    sections = [Section(cle, titre, "", mesures.tuiles(*ids)) for cle, titre, ids in EN_BREF]
    return [section for section in sections if section.tuiles]


def en_entier(choix: Choix, mesures: Mesures) -> list[Cle]:
    besoins = _utiles(illustrations.besoins(mesures.maintenant, mesures.vers))
    toutes: tuple[tuple[Rubrique, str, list[Graphique]], ...] = (
        (Rubrique.ISOLEMENT, OBSERVEE, []),
        (Rubrique.CORRESPONDANCE, CORRESPONDANCE, [*_matrices(choix.publie), *besoins]),
        (Rubrique.CONCERTATION, CONCERTATION, _toiles(choix.publie)),
    )
    cles = [
        Cle(
            Section(nom, titre, chapeau, _tuiles(mesures, rubrique), dessins),
            _tables(mesures, rubrique),
        )
        for (nom, titre, _), (rubrique, chapeau, dessins) in zip(EN_BREF, toutes, strict=True)
    ]
    return [cle for cle in cles if cle.section.tuiles or cle.section.graphiques]


def _tuiles(mesures: Mesures, rubrique: Rubrique) -> Sequence[Tuile]:
    """The figures of the rubrique, in the registry’s order: its coverage comes first."""
    return mesures.tuiles(*(r.indicateur.id for r in _de(mesures, rubrique) if not _etale(r)))


def _tables(mesures: Mesures, rubrique: Rubrique) -> list[TableEtalee]:
    """The figures that have a value for each type or dimension, those that share a list in one
    table."""
    modeles: dict[str, dict[str, Resultat]] = {}
    for r in _de(mesures, rubrique):
        if _etale(r):
            modeles.setdefault(r.indicateur.modele, {})[r.indicateur.valeur] = r
    listes: dict[tuple[str, ...], list[dict[str, Resultat]]] = {}
    for par_valeur in modeles.values():
        listes.setdefault(tuple(par_valeur), []).append(par_valeur)
    return [_table(valeurs, colonnes) for valeurs, colonnes in listes.items()]


def _table(valeurs: Sequence[str], colonnes: Sequence[Mapping[str, Resultat]]) -> TableEtalee:
    premiere = colonnes[0]
    return TableEtalee(
        [next(iter(c.values())).indicateur.libelle.split("\u00a0: ")[0] for c in colonnes],
        [(apres_deux_points(premiere[v]), [colonne[v] for colonne in colonnes]) for v in valeurs],
    )


def _de(mesures: Mesures, rubrique: Rubrique) -> list[Resultat]:
    return [r for r in mesures.maintenant.values() if r.indicateur.rubrique == rubrique]


def _etale(resultat: Resultat) -> bool:
    return bool(resultat.indicateur.valeur)


def _matrices(publie: Publie | None) -> list[Graphique]:
    contenu = publie.contenu.get("matrice") if publie else None
    return _utiles(dessiner_matrice(Matrice.de_json(contenu))) if contenu else []


def _toiles(publie: Publie | None) -> list[Graphique]:
    contenu = publie.contenu.get("toile") if publie else None
    return _utiles(dessiner_toile(Toile.de_json(contenu))) if contenu else []


def _utiles(graphique: Graphique) -> list[Graphique]:
    return [] if graphique.est_vide else [graphique]

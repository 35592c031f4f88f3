"""The toile: the PTP at the centre, those she works with around her, always in the same place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from textwrap import wrap
from typing import Any

from .socle import (
    BLANC,
    ENCRE,
    LARGEUR,
    LIBELLES,
    LIGNE,
    PALETTE_CATEGORIES,
    Graphique,
    Ligne,
    Valeur,
    axe_y,
    couleur,
    ecrits,
    genre,
    pixel_x,
    spec,
    texte,
)

DESSINES = 24
SENS = ("Référencements faits", "Référencements reçus")
ENTRE_EUX = "Se rencontrent"
_CENTRE = (LARGEUR / 2, 158)
_RAYON = 140
_HAUT = 316
_TEINTES = (PALETTE_CATEGORIES[0], PALETTE_CATEGORIES[1], "#8a94a6")


@dataclass(frozen=True)
class Noeud:
    """A partner, or a secteur, and what goes between it and the PTP."""

    libelle: str
    faits: Valeur
    recus: Valeur
    adresse: str = ""


def toile(
    identifiant: str,
    titre: str,
    *,
    description: str,
    entete: str,
    noeuds: Sequence[Noeud],
    rencontres: Iterable[tuple[int, int]] = (),
) -> Graphique:
    """``noeuds`` in their own order, clockwise from the top, the first ``DESSINES`` drawn;
    ``rencontres``: pairs of their ranks that meet without the PTP between them."""
    paires = list(rencontres)
    lignes = [
        Ligne(n.libelle, [n.faits, n.recus, _rencontrees(rang, paires)], n.adresse)
        for rang, n in enumerate(noeuds)
    ]
    series = [*SENS, ENTRE_EUX]
    dessin = _dessiner(noeuds[:DESSINES], paires)
    return Graphique(identifiant, titre, description, entete, series, lignes, dessin)


def _dessiner(noeuds: Sequence[Noeud], paires: Sequence[tuple[int, int]]) -> dict[str, Any]:
    places = [_place(rang, len(noeuds)) for rang in range(len(noeuds))]
    cles = _cles(noeuds)
    marques = [
        *(_corde(places[a], places[b]) for a, b in paires if max(a, b) < len(noeuds)),
        *_fils(noeuds, places),
        *_ronds(places),
        *ecrits(cles, _HAUT + 8),
    ]
    hauteur = _HAUT + 8 + LIGNE * len(cles)
    return spec(marques, hauteur=hauteur, couches=[_LIENS, *_RONDS, LIBELLES])


def _rencontrees(rang: int, paires: Sequence[tuple[int, int]]) -> Valeur:
    nombre = sum(rang in paire for paire in paires)
    return Valeur(nombre, str(nombre))


def _place(rang: int, nombre: int) -> tuple[float, float]:
    angle = 2 * pi * rang / nombre - pi / 2
    return _CENTRE[0] + _RAYON * cos(angle), _CENTRE[1] + _RAYON * sin(angle)


def _fils(noeuds: Sequence[Noeud], places: Sequence[tuple[float, float]]) -> list[dict[str, Any]]:
    """One thread per direction, side by side, as wide as what goes along it."""
    plafond = max((v.nombre or 0 for n in noeuds for v in (n.faits, n.recus)), default=0) or 1
    fils = []
    for noeud, (a, b) in zip(noeuds, places, strict=True):
        ecart = ((b - _CENTRE[1]) / _RAYON * 3.5, -(a - _CENTRE[0]) / _RAYON * 3.5)
        for serie, valeur, cote in ((SENS[0], noeud.faits, 1), (SENS[1], noeud.recus, -1)):
            if valeur.nombre != 0:
                decalage = (ecart[0] * cote, ecart[1] * cote)
                epaisseur = 1 + 5 * (valeur.nombre or 0) / plafond
                fils.append(_lien(serie, _CENTRE, (a, b), decalage, epaisseur))
    return fils


def _corde(une: tuple[float, float], autre: tuple[float, float]) -> dict[str, Any]:
    return _lien(ENTRE_EUX, une, autre, (0, 0), 1.25)


def _lien(
    serie: str,
    de: tuple[float, float],
    a: tuple[float, float],
    ecart: tuple[float, float],
    epaisseur: float,
) -> dict[str, Any]:
    return {
        "genre": "lien",
        "serie": serie,
        "x": de[0] + ecart[0],
        "y": de[1] + ecart[1],
        "x2": a[0] + ecart[0],
        "y2": a[1] + ecart[1],
        "epaisseur": epaisseur,
    }


def _ronds(places: Sequence[tuple[float, float]]) -> list[dict[str, Any]]:
    ronds = [
        {"genre": "rond", "x": x, "y": y, "texte": str(rang), "taille": 520}
        for rang, (x, y) in enumerate(places, start=1)
    ]
    centre = {"genre": "rond", "x": _CENTRE[0], "y": _CENTRE[1], "texte": "PTP", "taille": 1700}
    return [*ronds, centre]


def _cles(noeuds: Sequence[Noeud]) -> list[str]:
    return [
        texte
        for rang, noeud in enumerate(noeuds, start=1)
        for texte in wrap(f"{rang}\u00a0: {noeud.libelle}", 42, subsequent_indent="      ")
    ]


_LIENS = {
    "transform": genre("lien"),
    "mark": {"type": "rule", "strokeCap": "round"},
    "encoding": {
        "x": pixel_x("x"),
        "x2": {"field": "x2"},
        "y": axe_y("y"),
        "y2": {"field": "y2"},
        "color": couleur([*SENS, ENTRE_EUX], _TEINTES)
        | {"legend": {"columns": 1, "symbolType": "stroke", "symbolStrokeWidth": 4}},
        "strokeWidth": {"field": "epaisseur", "type": "quantitative", "scale": None},
    },
}
_RONDS = [
    {
        "transform": genre("rond"),
        "mark": {"type": "point", "filled": True, "opacity": 1, "color": BLANC, "stroke": ENCRE},
        "encoding": {
            "x": pixel_x("x"),
            "y": axe_y("y"),
            "size": {"field": "taille", "type": "quantitative", "scale": None},
        },
    },
    {
        "transform": genre("rond"),
        "mark": {"type": "text", "align": "center", "baseline": "middle", "fontWeight": 600},
        "encoding": {"x": pixel_x("x"), "y": axe_y("y"), "text": texte()},
    },
]

"""Horizontal bars, side by side or cut in parts: one line per label, read on a phone."""

from collections.abc import Iterable, Sequence
from typing import Any

from .socle import (
    BLANC,
    ENCRE,
    LARGEUR,
    LIBELLES,
    PALETTE_CATEGORIES,
    PALETTE_SEQUENCE,
    SOMBRES,
    Graphique,
    Ligne,
    Valeur,
    axe_x,
    axe_y,
    couleur,
    genre,
    hauteur_libelle,
    libelle,
    maximum,
    spec,
    telle_quelle,
    texte,
)

_BARRE = 18
_MARGE_CHIFFRE = 64


def barres(
    identifiant: str,
    titre: str,
    *,
    description: str,
    entete: str,
    series: Sequence[str],
    lignes: Iterable[Ligne],
) -> Graphique:
    """Horizontal bars under their label: one bar per series."""
    lignes = list(lignes)
    marques: list[dict[str, Any]] = []
    haut = 0
    for ligne in lignes:
        marques += libelle(ligne, haut)
        haut += hauteur_libelle(ligne)
        for serie, valeur in zip(series, ligne.valeurs, strict=True):
            marques.append(_barre(serie, valeur, haut))
            haut += _BARRE + 2
        haut += 10
    plafond = maximum(lignes)
    couches = [rectangles(series, PALETTE_CATEGORIES, plafond), _chiffres(plafond), LIBELLES]
    dessin = spec(marques, hauteur=haut, couches=couches)
    return Graphique(identifiant, titre, description, entete, series, lignes, dessin)


def barres_empilees(
    identifiant: str,
    titre: str,
    *,
    description: str,
    entete: str,
    series: Sequence[str],
    lignes: Iterable[Ligne],
) -> Graphique:
    """One bar per line, cut in ordered parts; each as long as its share of the line's total."""
    lignes = list(lignes)
    marques: list[dict[str, Any]] = []
    haut = 0
    for ligne in lignes:
        marques += libelle(ligne, haut)
        haut += hauteur_libelle(ligne)
        marques += _parts(series, ligne, haut)
        haut += 34 + 12
    dessin = spec(
        marques,
        hauteur=haut,
        couches=[rectangles(series, PALETTE_SEQUENCE, LARGEUR, marge=0), _DANS_LA_PART, LIBELLES],
    )
    return Graphique(identifiant, titre, description, entete, series, lignes, dessin)


def _barre(serie: str, valeur: Valeur, y: int) -> dict[str, Any]:
    fin = valeur.nombre or 0
    return {
        "genre": "barre",
        "serie": serie,
        "x": 0,
        "x2": fin,
        "y": y,
        "y2": y + _BARRE,
        "chiffre": valeur.texte,
    }


def _parts(series: Sequence[str], ligne: Ligne, y: int) -> list[dict[str, Any]]:
    total = sum(valeur.nombre or 0 for valeur in ligne.valeurs)
    parts, debut = [], 0.0
    for numero, (serie, valeur) in enumerate(zip(series, ligne.valeurs, strict=True)):
        largeur = LARGEUR * (valeur.nombre or 0) / total if total else 0
        assez_large = largeur >= 9 * len(valeur.texte) + 6
        parts.append(
            {
                "genre": "part",
                "serie": serie,
                "x": debut,
                "x2": debut + largeur,
                "y": y,
                "y2": y + 34,
                "chiffre": valeur.texte if assez_large else "",
                "encre": BLANC if PALETTE_SEQUENCE[numero] in SOMBRES else ENCRE,
                "milieu": debut + largeur / 2,
            }
        )
        debut += largeur
    return parts


def rectangles(
    series: Sequence[str], palette: Sequence[str], plafond: float, marge: int = _MARGE_CHIFFRE
) -> dict[str, Any]:
    return {
        "transform": [{"filter": "datum.x2 > datum.x"}],
        "mark": {"type": "rect", "stroke": ENCRE, "strokeWidth": 0.75},
        "encoding": {
            "x": axe_x("x", plafond, marge),
            "x2": {"field": "x2"},
            "y": axe_y("y"),
            "y2": {"field": "y2"},
            "color": couleur(series, palette),
        },
    }


def _chiffres(plafond: float) -> dict[str, Any]:
    return {
        "transform": genre("barre"),
        "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "dy": _BARRE / 2},
        "encoding": {
            "x": axe_x("x2", plafond, _MARGE_CHIFFRE),
            "y": axe_y("y"),
            "text": texte("chiffre"),
        },
    }


_DANS_LA_PART = {
    "transform": genre("part"),
    "mark": {"type": "text", "align": "center", "baseline": "middle", "dy": 17},
    "encoding": {
        "x": axe_x("milieu", LARGEUR),
        "y": axe_y("y"),
        "text": texte("chiffre"),
        "color": telle_quelle("encre"),
    },
}

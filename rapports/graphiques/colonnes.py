"""Columns from the oldest line to the newest: an evolution."""

from collections.abc import Iterable, Sequence
from typing import Any

from .barres import rectangles
from .socle import (
    ENCRE,
    LARGEUR,
    LIBELLES,
    PALETTE_CATEGORIES,
    Graphique,
    Ligne,
    Valeur,
    axe_y,
    base,
    couleur,
    genre,
    hauteur_libelle,
    libelle,
    maximum,
    pixel_x,
    points,
    spec,
    texte,
)

_HAUT = 44
_CHIFFRE = 16


def colonnes(
    identifiant: str,
    titre: str,
    *,
    description: str,
    entete: str,
    series: Sequence[str],
    lignes: Iterable[Ligne],
) -> Graphique:
    """Columns side by side, from the oldest line to the newest: an evolution."""
    lignes = list(lignes)
    donnees = {"values": [p | {"nombre": p["nombre"] or 0} for p in points(series, lignes)]}
    dessin = base() | {"width": LARGEUR, "height": 200, "data": donnees}
    dessin |= {
        "encoding": _axes_colonnes(series, maximum(lignes)),
        "layer": _couches_colonnes(series),
    }
    return Graphique(identifiant, titre, description, entete, series, lignes, dessin)


def petits_multiples(
    identifiant: str,
    titre: str,
    *,
    description: str,
    entete: str,
    series: Sequence[str],
    lignes: Iterable[Ligne],
) -> Graphique:
    """One small panel of columns per line, all on the same scale: the series are moments, oldest
    first, written once at the foot."""
    lignes, pas = list(lignes), LARGEUR / max(len(series), 1)
    marques, haut = _panneaux(lignes, pas)
    pieds = [_pied(serie, (rang + 0.5) * pas, haut) for rang, serie in enumerate(series)]
    haut += 15 * max((len(pied["texte"]) for pied in pieds), default=0)
    dessin = spec(
        [*marques, *pieds],
        hauteur=haut,
        couches=[rectangles([""], ["#a9cde8"], LARGEUR, marge=0), _ECRITS, LIBELLES],
    )
    return Graphique(identifiant, titre, description, entete, series, lignes, dessin)


def _panneaux(lignes: Sequence[Ligne], pas: float) -> tuple[list[dict[str, Any]], int]:
    """The panels one under the other, and their height."""
    marques: list[dict[str, Any]] = []
    haut, plafond = 0, maximum(lignes)
    for ligne in lignes:
        marques += libelle(ligne, haut)
        haut += hauteur_libelle(ligne) + _CHIFFRE + _HAUT
        for rang, valeur in enumerate(ligne.valeurs):
            marques.append(_petite(valeur, plafond, rang * pas, pas, haut))
        haut += 14
    return marques, haut


def _petite(valeur: Valeur, plafond: float, gauche: float, pas: float, sol: int) -> dict[str, Any]:
    haut = sol - _HAUT * (valeur.nombre or 0) / plafond
    return {
        "genre": "ecrit",
        "serie": "",
        "x": gauche + pas * 0.12,
        "x2": gauche + pas * 0.88,
        "y": haut,
        "y2": sol,
        "milieu": gauche + pas / 2,
        "texte": [valeur.texte],
        "centre": haut - _CHIFFRE + 2,
    }


def _pied(serie: str, milieu: float, haut: int) -> dict[str, Any]:
    return {"genre": "ecrit", "milieu": milieu, "centre": haut, "texte": serie.split(" ")}


_ECRITS = {
    "transform": genre("ecrit"),
    "mark": {"type": "text", "fontSize": 12, "baseline": "top", "lineHeight": 15},
    "encoding": {"x": pixel_x("milieu"), "y": axe_y("centre"), "text": texte()},
}


def _axes_colonnes(series: Sequence[str], plafond: float) -> dict[str, Any]:
    # The highest figure stands over its column, clear of the legend.
    # Labels wrap at spaces, so that four periods fit side by side on a phone.
    en_lignes = {"labelExpr": "split(datum.label, ' ')", "labelAngle": 0, "ticks": False}
    return {
        "x": {
            "field": "libelle",
            "type": "ordinal",
            "sort": {"field": "rang"},
            "title": None,
            "axis": en_lignes | {"labelFontSize": 12, "labelLineHeight": 15, "labelPadding": 8},
            "scale": {"paddingInner": 0.25, "paddingOuter": 0.1},
        },
        "xOffset": {"field": "serie", "type": "nominal", "sort": list(series)},
        "y": {
            "field": "nombre",
            "type": "quantitative",
            "axis": None,
            "title": None,
            "scale": {"domain": [0, plafond * 1.12], "nice": False},
        },
    }


def _couches_colonnes(series: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "mark": {"type": "bar", "stroke": ENCRE, "strokeWidth": 0.75},
            "encoding": {"color": couleur(series, PALETTE_CATEGORIES)},
        },
        {
            "mark": {"type": "text", "baseline": "bottom", "dy": -4, "fontSize": 12},
            "encoding": {"text": texte()},
        },
    ]

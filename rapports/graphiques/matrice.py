"""A heat table: lines × columns, each cell as dark as its figure, which it carries."""

from collections.abc import Iterable, Sequence
from string import ascii_uppercase
from textwrap import wrap
from typing import Any

from .socle import (
    BLANC,
    ENCRE,
    LARGEUR,
    LIBELLES,
    LIGNE,
    Graphique,
    Ligne,
    Valeur,
    axe_y,
    ecrits,
    genre,
    hauteur_libelle,
    libelle,
    maximum,
    pixel_x,
    spec,
    telle_quelle,
    texte,
)

TEINTES = ("#ffffff", "#dce9f4", "#a9cde8", "#2f74ab", "#0b4a80")
_CLAIRES = 3
_HAUT = 26
_CARACTERES_CLE = 40


def matrice(
    identifiant: str,
    titre: str,
    *,
    description: str,
    entete: str,
    series: Sequence[str],
    lignes: Iterable[Ligne],
) -> Graphique:
    """At most ten columns, named by letters: their key stands under the drawing."""
    lignes = list(lignes)
    largeur = LARGEUR / max(len(series), 1)
    marques = [_lettre(rang, largeur) for rang in range(len(series))]
    haut, plafond = 20, maximum(lignes)
    for ligne in lignes:
        marques += libelle(ligne, haut)
        haut += hauteur_libelle(ligne)
        for rang, valeur in enumerate(ligne.valeurs):
            marques.append(_case(valeur, plafond, rang * largeur, largeur, haut))
        haut += _HAUT + 8
    cles = _cles(series, haut + 6)
    hauteur = haut + 6 + LIGNE * len(cles)
    dessin = spec([*marques, *cles], hauteur=hauteur, couches=[_CASES, _CHIFFRES, LIBELLES])
    return Graphique(identifiant, titre, description, entete, series, lignes, dessin)


def teinte(nombre: float, plafond: float) -> int:
    """Which of ``TEINTES``: white is nothing."""
    if nombre <= 0:
        return 0
    return min(len(TEINTES) - 1, 1 + int(nombre / plafond * (len(TEINTES) - 1) * 0.999))


def _lettre(rang: int, largeur: float) -> dict[str, Any]:
    return {
        "genre": "chiffre",
        "milieu": (rang + 0.5) * largeur,
        "centre": 8,
        "texte": ascii_uppercase[rang],
        "encre": ENCRE,
    }


def _case(
    valeur: Valeur, plafond: float, gauche: float, largeur: float, haut: int
) -> dict[str, Any]:
    rang = teinte(valeur.nombre or 0, plafond)
    return {
        "genre": "case",
        "x": gauche,
        "x2": gauche + largeur,
        "y": haut,
        "y2": haut + _HAUT,
        "milieu": gauche + largeur / 2,
        "centre": haut + _HAUT / 2,
        "texte": valeur.texte,
        "teinte": TEINTES[rang],
        "encre": ENCRE if rang < _CLAIRES else BLANC,
    }


def _cles(series: Sequence[str], haut: int) -> list[dict[str, Any]]:
    textes = [
        texte
        for lettre, serie in zip(ascii_uppercase, series, strict=False)
        for texte in wrap(f"{lettre}\u00a0: {serie}", _CARACTERES_CLE, subsequent_indent="    ")
    ]
    return ecrits(textes, haut)


_CASES = {
    "transform": genre("case"),
    "mark": {"type": "rect", "stroke": ENCRE, "strokeWidth": 0.75},
    "encoding": {
        "x": pixel_x("x"),
        "x2": {"field": "x2"},
        "y": axe_y("y"),
        "y2": {"field": "y2"},
        "color": telle_quelle("teinte"),
    },
}
_CHIFFRES = {
    "transform": [{"filter": "datum.genre === 'case' || datum.genre === 'chiffre'"}],
    "mark": {"type": "text", "align": "center", "baseline": "middle", "dy": 1},
    "encoding": {
        "x": pixel_x("milieu"),
        "y": axe_y("centre"),
        "text": texte(),
        "color": telle_quelle("encre"),
    },
}

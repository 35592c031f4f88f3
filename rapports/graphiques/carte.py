"""Québec's seventeen regions as tiles, each about where it is: no distance, no area."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .socle import (
    BLANC,
    ENCRE,
    LARGEUR,
    Graphique,
    Ligne,
    Valeur,
    axe_y,
    genre,
    pixel_x,
    spec,
    telle_quelle,
    texte,
)

# code: column, row, name on one or two lines.
PLACES = {
    "10": (2, 0, "Nord-", "du-Qc"),
    "09": (4, 0, "Côte-", "Nord"),
    "08": (0, 1, "Abitibi-", "Tém."),
    "02": (3, 1, "Sague-", "nay"),
    "11": (5, 1, "Gaspé-", "sie"),
    "07": (0, 2, "Outa-", "ouais"),
    "15": (1, 2, "Lauren-", "tides"),
    "14": (2, 2, "Lanau-", "dière"),
    "04": (3, 2, "Mauricie", ""),
    "03": (4, 2, "Cap.-", "Nat."),
    "01": (5, 2, "Bas-", "St-L."),
    "13": (1, 3, "Laval", ""),
    "06": (2, 3, "Montréal", ""),
    "17": (3, 3, "Centre-", "du-Qc"),
    "12": (4, 3, "Chaud.-", "Appal."),
    "16": (2, 4, "Monté-", "régie"),
    "05": (3, 4, "Estrie", ""),
}
CLASSES = {
    "Tous les rapports": "#0b4a80",
    "Une partie": "#a9cde8",
    "Aucun rapport": "#f4e7b8",
    "Hors du réseau": "#ffffff",
}
_SOMBRE = "#0b4a80"
_COLONNES, _RANGS = 6, 5
_PAS = LARGEUR / _COLONNES
_HAUT = 62


@dataclass(frozen=True)
class Couverture:
    """How many territoires of a région have sent their report, and how many are awaited."""

    region: str
    recus: int
    attendus: int
    adresse: str = ""

    @property
    def classe(self) -> str:
        if not self.attendus:
            return "Hors du réseau"
        if self.recus >= self.attendus:
            return "Tous les rapports"
        return "Une partie" if self.recus else "Aucun rapport"


def carte(
    identifiant: str, titre: str, *, description: str, regions: Mapping[str, Couverture]
) -> Graphique:
    """``regions`` by code; one that is missing is out of the network, on the map alone."""
    lignes = [
        Ligne(r.region, [_valeur(r.recus), _valeur(r.attendus)], r.adresse)
        for r in regions.values()
    ]
    hors = Couverture("", 0, 0)
    marques = [m for code in PLACES for m in _tuile(code, regions.get(code, hors))]
    dessin = spec(marques, hauteur=_HAUT * _RANGS, couches=[_TUILES, *_TEXTES])
    series = ["Rapports reçus", "Territoires"]
    return Graphique(identifiant, titre, description, "Région", series, lignes, dessin)


def _valeur(compte: int) -> Valeur:
    return Valeur(compte, str(compte))


def _tuile(code: str, couverture: Couverture) -> list[dict[str, Any]]:
    colonne, rang, *nom = PLACES[code]
    gauche, haut = colonne * _PAS, rang * _HAUT
    encre = BLANC if CLASSES[couverture.classe] == _SOMBRE else ENCRE
    commun = {"milieu": gauche + _PAS / 2 - 1, "encre": encre}
    compte = f"{couverture.recus}/{couverture.attendus}" if couverture.attendus else "–"
    lignes = [texte for texte in nom if texte]
    depart = 12 if len(lignes) == 2 else 18
    return [
        {
            "genre": "tuile",
            "serie": couverture.classe,
            "x": gauche,
            "x2": gauche + _PAS - 2,
            "y": haut,
            "y2": haut + _HAUT - 2,
        },
        *(
            {"genre": "nom", "texte": ligne, "centre": haut + depart + 13 * numero, **commun}
            for numero, ligne in enumerate(lignes)
        ),
        {"genre": "compte", "texte": compte, "centre": haut + 46, **commun},
    ]


_TUILES = {
    "transform": genre("tuile"),
    "mark": {"type": "rect", "stroke": ENCRE, "strokeWidth": 0.75},
    "encoding": {
        "x": pixel_x("x"),
        "x2": {"field": "x2"},
        "y": axe_y("y"),
        "y2": {"field": "y2"},
        "color": {
            "field": "serie",
            "type": "nominal",
            "scale": {"domain": list(CLASSES), "range": list(CLASSES.values())},
            "legend": {"columns": 2, "columnPadding": 32},
        },
    },
}
_TEXTE: dict[str, Any] = {"type": "text", "align": "center", "baseline": "middle"}
_POLICES: dict[str, dict[str, Any]] = {"nom": {"fontSize": 12}, "compte": {"fontWeight": 600}}
_TEXTES = [
    {
        "transform": genre(nom),
        "mark": _TEXTE | police,
        "encoding": {
            "x": pixel_x("milieu"),
            "y": axe_y("centre"),
            "text": texte(),
            "color": telle_quelle("encre"),
        },
    }
    for nom, police in _POLICES.items()
]

"""Lines from the oldest to the newest, for shares: what moves, more than how much it is."""

from collections.abc import Iterable, Sequence
from typing import Any

from .socle import (
    BLANC,
    ENCRE,
    LARGEUR,
    PALETTE_CATEGORIES,
    Graphique,
    Ligne,
    base,
    couleur,
    points,
    texte,
)

_TEXTE: dict[str, Any] = {"type": "text", "fontSize": 12}
_DESSUS: dict[str, Any] = {"baseline": "bottom", "dy": -9}
_DESSOUS: dict[str, Any] = {"baseline": "top", "dy": 9}
_HALOS: tuple[dict[str, Any], ...] = ({"stroke": BLANC, "strokeWidth": 3}, {})
_FORMES = ("circle", "square", "triangle-up", "diamond")


def courbes(
    identifiant: str,
    titre: str,
    *,
    description: str,
    entete: str,
    series: Sequence[str],
    lignes: Iterable[Ligne],
) -> Graphique:
    """One line per series, broken where a figure is withheld; points differ by shape as well."""
    lignes = list(lignes)
    donnees = {"values": points(series, lignes)}
    dessin = base() | {"width": LARGEUR, "height": 180, "data": donnees}
    dessin |= {"encoding": _axes(), "layer": [*_traits(series), *_textes(series)]}
    return Graphique(identifiant, titre, description, entete, series, lignes, dessin)


def _axes() -> dict[str, Any]:
    axe = {"labelExpr": "split(datum.label, ' ')", "labelAngle": 0, "ticks": False}
    return {
        "x": {
            "field": "libelle",
            "type": "ordinal",
            "sort": {"field": "rang"},
            "title": None,
            "axis": axe | {"labelFontSize": 12, "labelLineHeight": 15, "labelPadding": 8},
            "scale": {"type": "point", "padding": 0.5},
        },
        "y": {
            "field": "nombre",
            "type": "quantitative",
            "axis": None,
            "title": None,
            "scale": {"zero": True, "nice": False, "padding": 26},
        },
    }


def _traits(series: Sequence[str]) -> list[dict[str, Any]]:
    teinte = couleur(series, PALETTE_CATEGORIES)
    forme = {
        "field": "serie",
        "type": "nominal",
        "scale": {"domain": list(series), "range": list(_FORMES[: len(series)])},
        "legend": teinte["legend"],
    }
    point = {"type": "point", "filled": True, "size": 80, "stroke": ENCRE, "opacity": 1}
    return [
        {"mark": {"type": "line", "strokeWidth": 2.5}, "encoding": {"color": teinte}},
        {
            "transform": [{"filter": "isValid(datum.nombre)"}],
            "mark": point,
            "encoding": {"color": teinte, "shape": forme},
        },
    ]


def _textes(series: Sequence[str]) -> list[dict[str, Any]]:
    """Figures stand over the first line, under the next ones, on a white halo."""
    couches = []
    for numero, _ in enumerate(series):
        place = _DESSUS if numero == 0 else _DESSOUS
        for halo in _HALOS:
            couches.append(
                {
                    "transform": [
                        {"filter": {"field": "serie", "equal": series[numero]}},
                        {"filter": "isValid(datum.nombre)"},
                    ],
                    "mark": _TEXTE | place | halo,
                    "encoding": {"text": texte()},
                }
            )
    return couches

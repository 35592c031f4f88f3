"""Charts as SVG made on the server: no script, no style attribute, the same on paper.

Each is drawn at the width of a phone, its words at the size of the text around it, and shown by
``partials/graphique.html`` with its table. Bars start at zero and every one carries its figure.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from textwrap import wrap
from typing import Any

from django.utils.safestring import SafeString, mark_safe

LARGEUR = 340
ENCRE = "#223654"
BLANC = "#ffffff"
# One palette of distinct lightness for what has no order; one from light to dark for what has,
# grey for the unknown at its end. Neighbours stay apart in grey and under every colour
# blindness, with an outline in ink.
PALETTE_CATEGORIES = ("#0b4a80", "#e3a53c", "#b34a2e", "#a9cde8")
PALETTE_SEQUENCE = ("#f4e7b8", "#a9cde8", "#2f74ab", "#d5d2ca")
SOMBRES = frozenset({"#2f74ab"})

CORPS = 14
LIGNE = 20

_VERSION = "5.21"
_POLICE = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_CARACTERES = 42  # what one line of a label holds
_ENVELOPPE = re.compile(r'<svg[^>]*viewBox="(?P<cadre>[^"]+)"[^>]*>(?P<dessin>.*)</svg>', re.DOTALL)

# Vega describes each mark to screen readers; here the image has one name, and a table.
_ROLES = re.compile(r' (?:role|class|aria-[a-z]+)="[^"]*"')


@dataclass(frozen=True)
class Valeur:
    """A figure as it may be shown: ``texte`` is what people read, ``nombre`` what is drawn.

    ``nombre`` is None when the figure is withheld (« < 5 ») or has no object (« s. o. »).
    """

    nombre: float | None
    texte: str


@dataclass(frozen=True)
class Ligne:
    """One label of a chart, and its figure in each series; ``adresse`` leads to what is behind it
    for those who may go there."""

    libelle: str
    valeurs: Sequence[Valeur]
    adresse: str = ""


@dataclass(frozen=True)
class Graphique:
    """A chart and its table. ``identifiant`` is unique in its page; ``entete`` names the lines."""

    identifiant: str
    titre: str
    description: str
    entete: str
    series: Sequence[str]
    lignes: Sequence[Ligne]
    spec: dict[str, Any] = field(repr=False)

    @property
    def est_vide(self) -> bool:
        return not any(v.nombre for ligne in self.lignes for v in ligne.valeurs)

    @property
    def cadre(self) -> str:
        """The viewBox."""
        return _dessiner(json.dumps(self.spec))[0]

    @property
    def dessin(self) -> SafeString:
        """What goes inside the <svg>: made by Vega from our own specification."""
        return mark_safe(_dessiner(json.dumps(self.spec))[1])  # noqa: S308 (Vega escapes text)


# --- Pieces of specifications ---------------------------------------------------------------------


def base() -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "padding": 4,
        "autosize": {"type": "pad"},
        "background": None,
        "config": {
            "aria": False,
            "font": _POLICE,
            "view": {"stroke": None},
            "text": {"fontSize": CORPS, "color": ENCRE},
            "axis": {"labelFontSize": CORPS, "labelColor": ENCRE, "domainColor": "#77839a"},
            "legend": {
                "labelFontSize": CORPS,
                "labelColor": ENCRE,
                "labelLimit": LARGEUR,
                "symbolType": "square",
                "symbolStrokeColor": ENCRE,
                "symbolStrokeWidth": 1,
                "orient": "top",
                "direction": "vertical",
                "title": None,
            },
        },
    }


def spec(marques: list[dict[str, Any]], *, hauteur: int, couches: list[Any]) -> dict[str, Any]:
    return base() | {
        "width": LARGEUR,
        "height": max(hauteur, 1),
        "data": {"values": marques},
        "layer": couches,
    }


def points(series: Sequence[str], lignes: Sequence[Ligne]) -> list[dict[str, Any]]:
    """One for each figure, in the order of the lines; ``nombre`` is None where it is withheld."""
    return [
        {
            "rang": rang,
            "libelle": ligne.libelle,
            "serie": serie,
            "nombre": valeur.nombre,
            "texte": valeur.texte,
        }
        for rang, ligne in enumerate(lignes)
        for serie, valeur in zip(series, ligne.valeurs, strict=True)
    ]


def libelle(ligne: Ligne, haut: int) -> list[dict[str, Any]]:
    return ecrits(wrap(ligne.libelle, _CARACTERES), haut)


def ecrits(textes: Sequence[str], haut: int) -> list[dict[str, Any]]:
    """Texts from the left, one under the other."""
    return [
        {"genre": "libelle", "y": haut + rang * LIGNE + 10, "texte": texte}
        for rang, texte in enumerate(textes)
    ]


def hauteur_libelle(ligne: Ligne) -> int:
    return len(wrap(ligne.libelle, _CARACTERES)) * LIGNE


def maximum(lignes: Sequence[Ligne]) -> float:
    return max((v.nombre or 0 for ligne in lignes for v in ligne.valeurs), default=0) or 1


def axe_y(champ: str) -> dict[str, Any]:
    """A place in the height of the drawing, in pixels from its top."""
    return {"field": champ, "type": "quantitative", "scale": None, "axis": None}


def axe_x(champ: str, plafond: float, marge: int = 0) -> dict[str, Any]:
    echelle = {"domain": [0, plafond], "range": [0, LARGEUR - marge], "nice": False}
    return {"field": champ, "type": "quantitative", "axis": None, "scale": echelle}


def pixel_x(champ: str) -> dict[str, Any]:
    """A place in the width of the drawing, in pixels from its left."""
    return axe_x(champ, LARGEUR)


def telle_quelle(champ: str) -> dict[str, Any]:
    """A colour that the data give."""
    return {"field": champ, "type": "nominal", "scale": None}


def texte(champ: str = "texte") -> dict[str, Any]:
    return {"field": champ, "type": "nominal"}


def genre(nom: str) -> list[dict[str, Any]]:
    """Only the marks of this genre."""
    return [{"filter": f"datum.genre === '{nom}'"}]


def couleur(series: Sequence[str], palette: Sequence[str]) -> dict[str, Any]:
    echelle = {"domain": list(series), "range": list(palette[: len(series)])}
    legende = {"columns": 2, "columnPadding": 32} if len(series) > 1 else None
    return {"field": "serie", "type": "nominal", "scale": echelle, "legend": legende}


LIBELLES: dict[str, Any] = {
    "transform": genre("libelle"),
    "mark": {"type": "text", "align": "left", "baseline": "middle", "limit": LARGEUR},
    "encoding": {"x": {"value": 0}, "y": axe_y("y"), "text": texte()},
}


@lru_cache(maxsize=256)
def _dessiner(spec: str) -> tuple[str, str]:
    """(viewBox, drawing). vl_convert is loaded here and never before: a process that forks after
    using it hangs its children."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(spec, vl_version=_VERSION, format_locale="fr-CA")
    enveloppe = _ENVELOPPE.fullmatch(svg.strip())
    if enveloppe is None:
        raise ValueError("vl_convert no longer gives one <svg> with a viewBox")
    return enveloppe["cadre"], _ROLES.sub("", enveloppe["dessin"])

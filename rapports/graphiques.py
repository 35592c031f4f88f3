"""Charts as SVG made on the server: no script, no style attribute, the same on paper.

Each is drawn at the width of a phone, its words at the size of the text around it, and shown by
``partials/graphique.html`` with its table. Bars start at zero and every one carries its figure.
"""

import json
import re
from collections.abc import Iterable, Sequence
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

_VERSION = "5.21"
_POLICE = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_CORPS = 14
_LIGNE = 20
_CARACTERES = 42  # what one line of a label holds
_BARRE = 18
_MARGE_CHIFFRE = 64
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
    """One label of a chart, and its figure in each series."""

    libelle: str
    valeurs: Sequence[Valeur]


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
        marques += _libelle(ligne, haut)
        haut += _hauteur_libelle(ligne)
        for serie, valeur in zip(series, ligne.valeurs, strict=True):
            marques.append(_barre(serie, valeur, haut))
            haut += _BARRE + 2
        haut += 10
    maximum = _maximum(lignes)
    couches = [_rectangles(series, PALETTE_CATEGORIES, maximum), _chiffres(maximum), _LIBELLES]
    spec = _spec(marques, hauteur=haut, couches=couches)
    return Graphique(identifiant, titre, description, entete, series, lignes, spec)


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
        marques += _libelle(ligne, haut)
        haut += _hauteur_libelle(ligne)
        marques += _parts(series, ligne, haut)
        haut += 34 + 12
    spec = _spec(
        marques,
        hauteur=haut,
        couches=[_rectangles(series, PALETTE_SEQUENCE, LARGEUR, marge=0), _DANS_LA_PART, _LIBELLES],
    )
    return Graphique(identifiant, titre, description, entete, series, lignes, spec)


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
    donnees = [
        {
            "rang": rang,
            "libelle": ligne.libelle,
            "serie": serie,
            "nombre": valeur.nombre or 0,
            "texte": valeur.texte,
        }
        for rang, ligne in enumerate(lignes)
        for serie, valeur in zip(series, ligne.valeurs, strict=True)
    ]
    spec = _base() | {"width": LARGEUR, "height": 200, "data": {"values": donnees}}
    spec |= {"encoding": _axes_colonnes(series), "layer": _couches_colonnes(series)}
    return Graphique(identifiant, titre, description, entete, series, lignes, spec)


# --- Pieces of specifications ---------------------------------------------------------------------


def _base() -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "padding": 4,
        "autosize": {"type": "pad"},
        "background": None,
        "config": {
            "aria": False,
            "font": _POLICE,
            "view": {"stroke": None},
            "text": {"fontSize": _CORPS, "color": ENCRE},
            "axis": {"labelFontSize": _CORPS, "labelColor": ENCRE, "domainColor": "#77839a"},
            "legend": {
                "labelFontSize": _CORPS,
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


def _spec(marques: list[dict[str, Any]], *, hauteur: int, couches: list[Any]) -> dict[str, Any]:
    return _base() | {
        "width": LARGEUR,
        "height": max(hauteur, 1),
        "data": {"values": marques},
        "layer": couches,
    }


def _libelle(ligne: Ligne, haut: int) -> list[dict[str, Any]]:
    return [
        {"genre": "libelle", "y": haut + rang * _LIGNE + 10, "texte": texte}
        for rang, texte in enumerate(wrap(ligne.libelle, _CARACTERES))
    ]


def _hauteur_libelle(ligne: Ligne) -> int:
    return len(wrap(ligne.libelle, _CARACTERES)) * _LIGNE


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


def _maximum(lignes: Sequence[Ligne]) -> float:
    return max((v.nombre or 0 for ligne in lignes for v in ligne.valeurs), default=0) or 1


def _y(champ: str) -> dict[str, Any]:
    """A place in the height of the drawing, in pixels from its top."""
    return {"field": champ, "type": "quantitative", "scale": None, "axis": None}


def _x(champ: str, maximum: float, marge: int) -> dict[str, Any]:
    echelle = {"domain": [0, maximum], "range": [0, LARGEUR - marge], "nice": False}
    return {"field": champ, "type": "quantitative", "axis": None, "scale": echelle}


def _couleur(series: Sequence[str], palette: Sequence[str]) -> dict[str, Any]:
    echelle = {"domain": list(series), "range": list(palette[: len(series)])}
    legende = {"columns": 2, "columnPadding": 32} if len(series) > 1 else None
    return {"field": "serie", "type": "nominal", "scale": echelle, "legend": legende}


def _rectangles(
    series: Sequence[str], palette: Sequence[str], maximum: float, marge: int = _MARGE_CHIFFRE
) -> dict[str, Any]:
    return {
        "transform": [{"filter": "datum.x2 > datum.x"}],
        "mark": {"type": "rect", "stroke": ENCRE, "strokeWidth": 0.75},
        "encoding": {
            "x": _x("x", maximum, marge),
            "x2": {"field": "x2"},
            "y": _y("y"),
            "y2": {"field": "y2"},
            "color": _couleur(series, palette),
        },
    }


def _chiffres(maximum: float) -> dict[str, Any]:
    return {
        "transform": [{"filter": "datum.genre === 'barre'"}],
        "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "dy": _BARRE / 2},
        "encoding": {
            "x": _x("x2", maximum, _MARGE_CHIFFRE),
            "y": _y("y"),
            "text": {"field": "chiffre", "type": "nominal"},
        },
    }


_LIBELLES = {
    "transform": [{"filter": "datum.genre === 'libelle'"}],
    "mark": {"type": "text", "align": "left", "baseline": "middle", "limit": LARGEUR},
    "encoding": {"x": {"value": 0}, "y": _y("y"), "text": {"field": "texte", "type": "nominal"}},
}
_DANS_LA_PART = {
    "transform": [{"filter": "datum.genre === 'part'"}],
    "mark": {"type": "text", "align": "center", "baseline": "middle", "dy": 17},
    "encoding": {
        "x": _x("milieu", LARGEUR, 0),
        "y": _y("y"),
        "text": {"field": "chiffre", "type": "nominal"},
        "color": {"field": "encre", "type": "nominal", "scale": None},
    },
}


def _axes_colonnes(series: Sequence[str]) -> dict[str, Any]:
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
        "y": {"field": "nombre", "type": "quantitative", "axis": None, "title": None},
    }


def _couches_colonnes(series: Sequence[str]) -> list[dict[str, Any]]:
    couleur = _couleur(series, PALETTE_CATEGORIES)
    return [
        {
            "mark": {"type": "bar", "stroke": ENCRE, "strokeWidth": 0.75},
            "encoding": {"color": couleur},
        },
        {
            "mark": {"type": "text", "baseline": "bottom", "dy": -4, "fontSize": 12},
            "encoding": {"text": {"field": "texte", "type": "nominal"}},
        },
    ]


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

"""A workbook for LibreOffice: typed cells, headers that stay, and no formula anywhere.

odfdo gives the document; rows are built by the standard library, twenty times faster.
"""

import re
from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import odfdo

from proximite.typographie import NBSP

from .classeur import feuilles
from .document import Case, Document, Table

_ESPACES = {
    prefixe: f"urn:oasis:names:tc:opendocument:xmlns:{nom}:1.0"
    for prefixe, nom in {
        "config": "config",
        "fo": "xsl-fo-compatible",
        "number": "datastyle",
        "office": "office",
        "style": "style",
        "table": "table",
        "text": "text",
    }.items()
}
for _prefixe, _espace in _ESPACES.items():
    ElementTree.register_namespace(_prefixe, _espace)
# What ODF would collapse: a tab, more than one space, a space at either end.
_BLANCS = re.compile(r"(\t| {2,}|^ | $)")
_GELE = {
    "HorizontalSplitMode": ("short", "0"),
    "VerticalSplitMode": ("short", "2"),
    "VerticalSplitPosition": ("int", "1"),
    "ActiveSplitRange": ("short", "2"),
    "PositionBottom": ("int", "1"),
}


def ecrire(document: Document) -> bytes:
    classeur = odfdo.Document("spreadsheet")
    classeur.body.clear()
    meta = classeur.meta
    meta.title = f"{document.titre}, {document.portee}, {document.periode}"
    meta.language = "fr-CA"
    meta.creation_date = meta.date = datetime.combine(document.etabli_le, time())
    for style in _styles():
        classeur.insert_style(_odf(style), automatic=True)
    noms = []
    for nom, table in feuilles(document):
        noms.append(nom)
        classeur.body.append(_odf(_feuille(nom, table)))
    _geler(classeur, noms)
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def _feuille(nom: str, table: Table) -> ElementTree.Element:
    feuille = _element("table:table", {"table:name": nom})
    for colonne in table.colonnes:
        style = f"co-{_largeur(colonne.largeur)}"
        _element("table:table-column", {"table:style-name": style}, feuille)
    entete = _element("table:table-header-rows", {}, feuille)
    rangee = _element("table:table-row", {}, entete)
    for colonne in table.colonnes:
        _texte(colonne.titre, rangee, style="ce-entete")
    for ligne in table.lignes:
        rangee = _element("table:table-row", {}, feuille)
        for case in ligne:
            _cellule(case, rangee)
    return feuille


def _cellule(case: Case, rangee: ElementTree.Element) -> None:
    if case.valeur is None:
        _element("table:table-cell", {}, rangee)
    elif isinstance(case.valeur, str):
        _texte(case.valeur, rangee)
    else:
        style = "part" if case.part else f"{case.decimales}"
        attributs = {
            "office:value-type": "percentage" if case.part else "float",
            "office:value": str(case.valeur / 100 if case.part else case.valeur),
            "table:style-name": f"ce-{style}",
        }
        cellule = _element("table:table-cell", attributs, rangee)
        _element("text:p", {}, cellule).text = case.texte


def _texte(texte: str, rangee: ElementTree.Element, style: str = "ce-texte") -> None:
    attributs = {"office:value-type": "string", "table:style-name": style}
    cellule = _element("table:table-cell", attributs, rangee)
    for ligne in texte.split("\n"):
        _paragraphe(ligne, _element("text:p", {}, cellule))


def _paragraphe(ligne: str, paragraphe: ElementTree.Element) -> None:
    """The line, its white space spelled out."""
    dernier: ElementTree.Element | None = None
    for morceau in filter(None, _BLANCS.split(ligne)):
        if morceau == "\t":
            dernier = _element("text:tab", {}, paragraphe)
        elif not morceau.strip(" "):
            dernier = _element("text:s", {"text:c": str(len(morceau))}, paragraphe)
        elif dernier is None:
            paragraphe.text = morceau
        else:
            dernier.tail = morceau


def _styles() -> Iterator[ElementTree.Element]:
    for decimales in range(4):
        donnees = _element("number:number-style", {"style:name": f"no-{decimales}"})
        _nombre(decimales, donnees)
        yield donnees
        yield _style_de_cellule(str(decimales), f"no-{decimales}")
    part = _element("number:percentage-style", {"style:name": "no-part"})
    _nombre(0, part)
    _element("number:text", {}, part).text = f"{NBSP}%"
    yield part
    yield _style_de_cellule("part", "no-part")
    texte = _style_de_cellule("texte")
    _element("style:table-cell-properties", {"fo:wrap-option": "wrap"}, texte)
    yield texte
    entete = _style_de_cellule("entete")
    _element("style:text-properties", {"fo:font-weight": "bold"}, entete)
    yield entete
    for largeur in range(2, 31):
        attributs = {"style:name": f"co-{largeur}", "style:family": "table-column"}
        colonne = _element("style:style", attributs)
        proprietes = {"style:column-width": f"{largeur}cm"}
        _element("style:table-column-properties", proprietes, colonne)
        yield colonne


def _nombre(decimales: int, parent: ElementTree.Element) -> None:
    attributs = {
        "number:decimal-places": str(decimales),
        "number:min-integer-digits": "1",
        "number:grouping": "true",
    }
    _element("number:number", attributs, parent)


def _style_de_cellule(nom: str, donnees: str = "") -> ElementTree.Element:
    attributs = {"style:name": f"ce-{nom}", "style:family": "table-cell"}
    if donnees:
        attributs["style:data-style-name"] = donnees
    return _element("style:style", attributs)


def _largeur(caracteres: int) -> int:
    """In centimetres."""
    return min(30, max(2, round(caracteres * 0.22)))


def _geler(classeur: Any, noms: list[str]) -> None:
    """The first row of every sheet stays in sight."""
    (vues,) = classeur.get_part("settings.xml").get_elements(
        "//config:config-item-map-named[@config:name='Tables']"
    )
    vues.clear()
    vues.set_attribute("config:name", "Tables")
    for nom in noms:
        entree = _element("config:config-item-map-entry", {"config:name": nom})
        for cle, (type_, valeur) in _GELE.items():
            attributs = {"config:name": cle, "config:type": type_}
            _element("config:config-item", attributs, entree).text = valeur
        vues.append(_odf(entree))


def _element(
    nom: str, attributs: dict[str, str], parent: ElementTree.Element | None = None
) -> ElementTree.Element:
    qualifies = {_qualifie(cle): valeur for cle, valeur in attributs.items()}
    if parent is None:
        return ElementTree.Element(_qualifie(nom), qualifies)
    return ElementTree.SubElement(parent, _qualifie(nom), qualifies)


def _qualifie(nom: str) -> str:
    prefixe, local = nom.split(":")
    return f"{{{_ESPACES[prefixe]}}}{local}"


def _odf(element: ElementTree.Element) -> Any:
    return odfdo.Element.from_tag(ElementTree.tostring(element, encoding="unicode"))

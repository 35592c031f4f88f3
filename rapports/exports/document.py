"""A report as a document, whatever the format: what it is about, how to read it, its texts, tables
and charts. Writers take a Document and nothing else, so that every format says the same.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from proximite.typographie import nombre

from ..definitions import Calcul, Indicateur
from ..graphiques import Graphique
from ..resultats import Cellule, Resultat


@dataclass(frozen=True)
class Case:
    """A cell: ``valeur`` is what a spreadsheet holds, ``texte`` what people read.

    ``valeur`` is a number, or the text that stands for none (« < 5 », « s. o. »), or None. It is
    61 for « 61 % », which ``part`` tells.
    """

    valeur: Cellule
    texte: str
    part: bool = False
    decimales: int = 0

    @classmethod
    def de(cls, cellule: Cellule) -> "Case":
        """A text, or a count; an empty text is no cell at all."""
        if cellule in (None, ""):
            return cls(None, "")
        if isinstance(cellule, str):
            cellule = sans_controles(cellule)
            return cls(cellule, cellule)
        return cls(cellule, nombre(cellule))

    @classmethod
    def valeur_de(cls, resultat: Resultat) -> "Case":
        """The third of ``Resultat.cellules``, with its format."""
        indicateur, valeur = resultat.indicateur, resultat.cellules[2]
        part = indicateur.calcul is Calcul.PART and not isinstance(valeur, str)
        if isinstance(valeur, Decimal) and not indicateur.decimales:
            valeur = int(valeur)
        return cls(valeur, resultat.affichage, part, indicateur.decimales)


@dataclass(frozen=True)
class Colonne:
    """``cle`` names it for a machine; ``largeur`` is in characters. One that is not ``imprimee``
    repeats on every line what paper says once."""

    cle: str
    titre: str
    largeur: int
    imprimee: bool = True
    chiffre: bool = False


@dataclass(frozen=True)
class Table:
    """``identifiant`` is unique in its document and names its file, ``onglet`` its sheet.

    On paper, one that is ``separee`` by a column is cut under the title of each value of it; one
    that is ``croisee`` too has a column for each, where its lines meet by « identifiant ».
    """

    identifiant: str
    titre: str
    colonnes: Sequence[Colonne]
    lignes: Sequence[Sequence[Case]]
    note: str = ""
    separee: str = ""
    croisee: bool = False
    onglet: str = ""

    def rang(self, cle: str) -> int:
        return [colonne.cle for colonne in self.colonnes].index(cle)


@dataclass(frozen=True)
class Mention:
    titre: str
    texte: str


@dataclass(frozen=True)
class Texte:
    """What a gestionnaire wrote: ``territoire`` says which."""

    titre: str
    territoire: str
    contenu: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """``etabli_le`` is the day its figures were fixed: the same figures make the same file, on
    whatever day it is asked for. ``code_portee`` is empty for the network."""

    titre: str
    portee: str
    code_portee: str = ""
    periode: str
    debut: date
    fin: date
    version: str
    etabli_le: date
    brouillon: bool = False
    mentions: Sequence[Mention] = ()
    cles: Sequence[Resultat] = ()
    textes: Sequence[Texte] = ()
    tables: Sequence[Table] = ()
    graphiques: Sequence[Graphique] = ()
    definitions: Sequence[Indicateur] = field(default=(), repr=False)

    def table(self, identifiant: str) -> Table | None:
        return next((table for table in self.tables if table.identifiant == identifiant), None)

    def nom_fichier(self, terminaison: str, *, quoi: str = "") -> str:
        """« proximite_reseau_2024-01-01_2025-03-31_revision-2_2025-12-01.xlsx »; ``quoi`` says
        which part of it."""
        lieu = f"territoire-{slugify(self.code_portee)}" if self.code_portee else "reseau"
        morceaux = ["proximite", lieu, slugify(quoi), f"{self.debut}", f"{self.fin}"]
        morceaux += [slugify(self.version), f"{self.etabli_le}"]
        return "_".join(morceau for morceau in morceaux if morceau) + terminaison


def sans_controles(texte: str) -> str:
    """Without the control characters that some formats refuse; lines and tabs stay."""
    lignes = texte.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lignes if c in "\n\t" or unicodedata.category(c) != "Cc")


def lignes_nommees(table: Table) -> list[dict[str, Any]]:
    """Its lines by column: ``[{"identifiant": Case, …}]``."""
    cles = [colonne.cle for colonne in table.colonnes]
    return [dict(zip(cles, ligne, strict=True)) for ligne in table.lignes]

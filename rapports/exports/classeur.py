"""What every workbook holds, tables then annexes, and how its sheets are named."""

from collections.abc import Iterator, Sequence
from itertools import count

from ..definitions import Indicateur
from .document import Case, Colonne, Document, Table

LONGUEUR_ONGLET = 31
_INTERDITS = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def feuilles(document: Document) -> Iterator[tuple[str, Table]]:
    """Name of the sheet and table: those of the document, then what is read with them."""
    pris: set[str] = set()
    for table in [*document.tables, *annexes(document)]:
        nom = _nommer(table.onglet or table.titre, pris)
        pris.add(nom.lower())
        yield nom, table


def annexes(document: Document) -> list[Table]:
    """The texts, the definitions, and what must be read with the figures."""
    tables = [definitions(document.definitions), a_lire(document)]
    return [*([textes(document)] if document.textes else []), *tables]


def textes(document: Document) -> Table:
    colonnes = (
        Colonne("territoire", "Territoire", 30),
        Colonne("titre", "Titre", 20),
        Colonne("texte", "Texte", 100),
    )
    lignes = [
        [Case.de(t.territoire), Case.de(t.titre), Case.de(t.contenu)] for t in document.textes
    ]
    return Table("textes", "Textes", colonnes, lignes)


def definitions(indicateurs: Sequence[Indicateur]) -> Table:
    colonnes = (
        Colonne("identifiant", "Identifiant", 14),
        Colonne("indicateur", "Indicateur", 50),
        Colonne("definition", "Définition", 90),
        Colonne("numerateur", "Numérateur", 55),
        Colonne("denominateur", "Dénominateur", 45),
        Colonne("unite", "Unité", 20),
        Colonne("version", "Version", 8, chiffre=True),
    )
    lignes = [
        [
            *(Case.de(t) for t in (i.id, i.libelle, i.definition, i.numerateur, i.denominateur)),
            Case.de(i.unite),
            Case.de(i.version),
        ]
        for i in indicateurs
    ]
    return Table("definitions", "Définitions", colonnes, lignes)


def a_lire(document: Document) -> Table:
    """What the document is, and how to read its figures."""
    paires = [
        ("Document", document.titre),
        ("Portée", document.portee),
        ("Période", document.periode),
        ("Du", str(document.debut)),
        ("Au", str(document.fin)),
        ("Version", document.version),
        ("Date", str(document.etabli_le)),
        *((mention.titre, mention.texte) for mention in document.mentions),
    ]
    colonnes = (Colonne("quoi", "Quoi", 36), Colonne("precision", "Précision", 110))
    lignes = [[Case.de(quoi), Case.de(precision)] for quoi, precision in paires]
    return Table("a-lire", "À lire avec les chiffres", colonnes, lignes)


def _nommer(titre: str, pris: set[str]) -> str:
    """At most 31 characters that spreadsheets allow, unlike any other name."""
    propre = " ".join(titre.translate(_INTERDITS).split())
    noms = (propre[: LONGUEUR_ONGLET - len(fin)].strip() + fin for fin in _fins())
    return next(nom for nom in noms if nom.lower() not in pris)


def _fins() -> Iterator[str]:
    yield ""
    yield from (f" {rang}" for rang in count(2))

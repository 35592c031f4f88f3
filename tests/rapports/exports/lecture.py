"""Files opened again, each by a reader that shares nothing with what wrote it.

``[(sheet or table, header, lines)]``, each cell a number, a text or None; a part is 61 for 61 %.
"""

import csv
import io
import json
import re
import zipfile
from decimal import Decimal

import odfdo
from openpyxl import load_workbook
from pypdf import PdfReader


def lire_xlsx(contenu):
    return [
        (feuille.title, *_entete_et_lignes([[_case_xlsx(c) for c in r] for r in feuille.rows]))
        for feuille in load_workbook(io.BytesIO(contenu)).worksheets
    ]


def _case_xlsx(cellule):
    assert cellule.data_type in ("s", "n", "inlineStr"), cellule.coordinate
    if isinstance(cellule.value, str) or cellule.value is None:
        return cellule.value
    return _nombre(cellule.value, "%" in cellule.number_format)


def lire_ods(contenu):
    feuilles = odfdo.Document(io.BytesIO(contenu)).body.tables
    return [
        (f.name, *_entete_et_lignes([[_case_ods(c) for c in r.cells] for r in f.rows]))
        for f in feuilles
    ]


def _case_ods(cellule):
    assert cellule.formula is None
    if cellule.type in ("float", "percentage"):
        return _nombre(cellule.value, cellule.type == "percentage")
    return cellule.value if cellule.type == "string" else None


def _nombre(valeur, part):
    return round(Decimal(str(valeur)) * 100) if part else Decimal(str(valeur))


def lire_csv(contenu, *, machine=False):
    archive = zipfile.ZipFile(io.BytesIO(contenu))
    return [
        (nom.removesuffix(".csv"), *lire_une_table(archive.read(nom), machine=machine))
        for nom in archive.namelist()
    ]


def lire_une_table(contenu, *, machine=False):
    texte = contenu.decode("utf-8" if machine else "utf-8-sig")
    assert machine or contenu.startswith(b"\xef\xbb\xbf")
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter="," if machine else ";")
    point = "." if machine else ","
    return _entete_et_lignes([[_case_csv(c, point) for c in rangee] for rangee in lecteur])


def _case_csv(texte, point):
    if re.fullmatch(rf"\d+({re.escape(point)}\d+)?", texte):
        return Decimal(texte.replace(point, "."))
    return texte or None


def lire_json(contenu):
    return [
        (
            table["identifiant"],
            [colonne["titre"] for colonne in table["colonnes"]],
            [[_case_json(ligne[c["cle"]]) for c in table["colonnes"]] for ligne in table["lignes"]],
        )
        for table in json.loads(contenu, parse_float=Decimal)["tables"]
    ]


def _case_json(valeur):
    return Decimal(valeur) if isinstance(valeur, int) else valeur


def texte_du_pdf(contenu):
    """Its words, one space between them."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(contenu)).pages]
    return " ".join(" ".join(pages).split())


def _entete_et_lignes(rangees):
    return rangees[0], rangees[1:]

"""A file that someone sends, read into rows without trusting anything it says of itself.

Type, size, unpacked size, rows and columns are limited (SECURITE "Files in"); nothing of it is
written to disk and no name found in it is used as a path. Every refusal is a sentence.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from proximite.typographie import NBSP, compte, nombre

from .colonnes import rangee, reconnaitre

TAILLE_MAX = 20 * 1024**2
TAILLE_DEPLIEE_MAX = 120 * 1024**2
MEMBRES_MAX = 200
LIGNES_MAX = 20_000
COLONNES_MAX = 60
CELLULE_MAX = 5_000
TERMINAISONS = {".csv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".zip": "hsds"}

RIEN_GARDE = "Rien n’a été gardé de ce fichier."


@dataclass
class Lecture:
    """What a file holds: ``lignes`` are (line number, cells by column); ``ignorees`` names the
    columns or tables left out, each with its number of lines when it is known."""

    format: str
    lignes: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)

    def ajouter(self, numero: int, contenu: dict[str, Any]) -> None:
        if len(self.lignes) >= LIGNES_MAX:
            raise refus(
                f"Le fichier a plus de {compte(LIGNES_MAX, 'organisme', 'organismes')}.",
                "Partagez-le en plusieurs fichiers.",
            )
        self.lignes.append((numero, contenu))


def refus(constat: str, geste: str) -> ValidationError:
    """What was found, what was kept, what to do."""
    return ValidationError(f"{constat} {RIEN_GARDE} {geste}", code="fichier")


def ouvrir_archive(flux: BinaryIO) -> zipfile.ZipFile:
    """A zip whose declared contents stay within limits; zipfile reads no more than declared."""
    try:
        archive = zipfile.ZipFile(flux)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as illisible:
        raise refus(
            "Ce fichier est abîmé ou n’est pas du type annoncé.", "Enregistrez-le de nouveau."
        ) from illisible
    membres = archive.infolist()
    deplie = sum(membre.file_size for membre in membres)
    if len(membres) > MEMBRES_MAX or deplie > TAILLE_DEPLIEE_MAX:
        raise refus(
            f"Une fois déplié, ce fichier dépasse {TAILLE_DEPLIEE_MAX // 1024**2}{NBSP}Mo.",
            "Partagez-le en plusieurs fichiers.",
        )
    if any(membre.flag_bits & 0x1 for membre in membres):
        raise refus(
            "Ce fichier est protégé par un mot de passe.", "Enregistrez-le sans mot de passe."
        )
    return archive


def type_reel(fichier: BinaryIO, nom: str) -> str:
    """csv, xlsx or hsds, as the contents and the ending of the name agree on."""
    annonce = TERMINAISONS.get(PurePath(nom).suffix.lower())
    if annonce is None:
        raise refus(
            "Ce type de fichier n’est pas pris en charge.",
            "Enregistrez-le en CSV, en XLSX ou en paquet HSDS (.zip).",
        )
    reel = "csv"
    fichier.seek(0)
    if fichier.read(4) == b"PK\x03\x04":
        fichier.seek(0)
        with ouvrir_archive(fichier) as archive:
            reel = "xlsx" if "xl/workbook.xml" in archive.namelist() else "hsds"
    fichier.seek(0)
    if reel != annonce:
        raise refus(
            f"Le contenu de ce fichier ne correspond pas à son nom ({annonce.upper()}).",
            "Enregistrez-le de nouveau depuis votre tableur.",
        )
    return reel


# --- CSV --------------------------------------------------------------------------------------


def decoder(octets: bytes) -> str:
    """UTF-8, with or without a BOM, what Excel calls Unicode text, else Windows-1252."""
    encodages = ["utf-8-sig", "cp1252"]
    if octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodages = ["utf-16"]
    for encodage in encodages:
        try:
            texte = octets.decode(encodage)
        except UnicodeDecodeError:
            continue
        if "\0" not in texte:
            return texte
    raise refus(
        "Ce fichier n’est pas un fichier texte lisible.",
        "Enregistrez-le en «\u00a0CSV UTF-8\u00a0» depuis votre tableur.",
    )


def _separateur(texte: str) -> str:
    premiere = texte.lstrip().partition("\n")[0]
    return max(";,\t", key=premiere.count)


def lignes_csv(texte: str) -> Iterator[tuple[int, list[str]]]:
    """(line where it starts, cells) of each row that is not empty."""
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=_separateur(texte))
    debut = 1
    try:
        for cellules in lecteur:
            if any(cellule.strip() for cellule in cellules):
                yield debut, cellules
            debut = lecteur.line_num + 1
    except csv.Error as illisible:
        raise refus(
            f"La ligne {debut} de ce fichier n’est pas lisible (une cellule est trop longue ou un "
            "guillemet n’est pas fermé).",
            "Corrigez cette ligne.",
        ) from illisible


# --- XLSX -------------------------------------------------------------------------------------


# What openpyxl and the libraries under it raise on a workbook that is not one.
CLASSEUR_ILLISIBLE = (
    InvalidFileException,
    DefusedXmlException,
    ParseError,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
)


def lignes_xlsx(fichier: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The first sheet, as shown: formulas are what they last gave, and never run."""
    try:
        classeur = load_workbook(fichier, read_only=True, data_only=True, keep_links=False)
        feuille = classeur.worksheets[0]
        feuille.reset_dimensions()
        rangees = feuille.iter_rows(values_only=True, max_col=COLONNES_MAX + 1)
        for numero, cellules in enumerate(rangees, 1):
            if numero > LIGNES_MAX + 1000:
                raise refus(
                    f"Le classeur a plus de {nombre(LIGNES_MAX)} lignes.",
                    "Partagez-le, ou retirez les lignes vides.",
                )
            textes = [_en_texte(cellule) for cellule in cellules]
            if any(textes):
                yield numero, textes
    except CLASSEUR_ILLISIBLE as illisible:
        raise refus(
            "Ce classeur n’est pas lisible.", "Enregistrez-le de nouveau en XLSX, ou en CSV."
        ) from illisible


def _en_texte(cellule: Any) -> str:
    if cellule is None:
        return ""
    if isinstance(cellule, datetime):
        return cellule.date().isoformat()
    if isinstance(cellule, date):
        return cellule.isoformat()
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    return str(cellule).strip()


# --- A table, whichever file it came in -------------------------------------------------------


def lire_table(format: str, rangees: Iterable[tuple[int, list[str]]]) -> Lecture:
    """The first row that says something is the headings."""
    suite = iter(rangees)
    _, entetes = next(suite, (0, []))
    if len(entetes) > COLONNES_MAX and any(entetes[COLONNES_MAX:]):
        raise refus(
            f"Le fichier a plus de {COLONNES_MAX} colonnes.",
            "Gardez celles du modèle.",
        )
    positions, autres = reconnaitre(entetes)
    if "nom" not in positions.values():
        vues = ", ".join(f"«\u00a0{entete}\u00a0»" for entete in autres[:6]) or "aucune"
        raise refus(
            f"Aucune colonne «\u00a0Nom\u00a0» en première ligne (colonnes lues\u00a0: {vues}).",
            "Partez du modèle à télécharger.",
        )
    lecture = Lecture(format, ignorees=autres)
    for numero, cellules in suite:
        if contenu := rangee(positions, cellules):
            lecture.ajouter(numero, dict(contenu))
    return lecture

"""The formats that a report is downloaded in, and the answer that carries it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .exports import csv_, json_, ods, pdf, xlsx
from .exports.document import Document, Table

CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Format:
    """``precision`` says what it is for."""

    libelle: str
    precision: str
    terminaison: str
    type_mime: str
    ecrire: Callable[[Document], bytes]


FORMATS = {
    "pdf": Format(
        "PDF",
        "À lire, à imprimer, à présenter.",
        ".pdf",
        "application/pdf",
        pdf.ecrire,
    ),
    "xlsx": Format(
        "Classeur Excel",
        "Une feuille par tableau, une pour les définitions.",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx.ecrire,
    ),
    "ods": Format(
        "Classeur LibreOffice",
        "Le même, au format OpenDocument.",
        ".ods",
        "application/vnd.oasis.opendocument.spreadsheet",
        ods.ecrire,
    ),
    "csv": Format(
        "CSV pour Excel",
        "Un fichier par tableau, dans un dossier compressé.",
        "_excel.zip",
        "application/zip",
        csv_.ecrire,
    ),
    "csv-machine": Format(
        "CSV pour un logiciel",
        "Les mêmes, avec des virgules et des points décimaux.",
        "_logiciel.zip",
        "application/zip",
        partial(csv_.ecrire, machine=True),
    ),
    "json": Format(
        "JSON",
        "Pour un logiciel, selon un schéma publié.",
        ".json",
        "application/json",
        json_.ecrire,
    ),
}
# A single table is one file.
TERMINAISONS_CSV = {"csv": "_excel.csv", "csv-machine": "_logiciel.csv"}


def repondre(document: Document, format_: Format) -> HttpResponse:
    nom = document.nom_fichier(format_.terminaison)
    return telechargement(format_.ecrire(document), nom, format_.type_mime)


def repondre_table(document: Document, table: Table, format: str) -> HttpResponse:
    """One table as CSV; ``format`` is a key of ``TERMINAISONS_CSV``."""
    contenu = csv_.ecrire_tables([table], machine=format == "csv-machine")
    nom = document.nom_fichier(TERMINAISONS_CSV[format], quoi=table.identifiant)
    return telechargement(contenu, nom, CSV)


def telechargement(contenu: bytes, nom: str, type_mime: str) -> HttpResponse:
    entetes = {"Content-Disposition": content_disposition_header(True, nom) or "attachment"}
    return HttpResponse(contenu, type_mime, headers=entetes)

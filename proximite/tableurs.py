"""Cells that leave for a spreadsheet: a text never becomes a formula (SECURITE "Files out")."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

# Options of an xlsxwriter workbook.
SANS_FORMULES = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@contextmanager
def ecrivain_csv(flux: BinaryIO, *, machine: bool = False) -> Iterator[Any]:
    """A csv writer for Excel in French (BOM, « ; », CRLF), or for a machine (« , », LF)."""
    texte = io.TextIOWrapper(
        flux, encoding="utf-8" if machine else "utf-8-sig", newline="", write_through=True
    )
    yield csv.writer(
        texte, delimiter="," if machine else ";", lineterminator="\n" if machine else "\r\n"
    )
    texte.detach()


def sans_formule(texte: str) -> str:
    """The text, behind an apostrophe when a spreadsheet could take it for a formula: it starts
    with = + - @, tab or CR, be it behind invisible characters or full-width."""
    if texte[:1] in ("\t", "\r", "\n"):
        return f"'{texte}"
    visible = texte.lstrip()
    while visible and unicodedata.category(visible[0]) in ("Cf", "Cc", "Zs", "Mn"):
        visible = visible[1:]
    if unicodedata.normalize("NFKC", visible[:1]) in ("=", "+", "-", "@"):
        return f"'{texte}"
    return texte

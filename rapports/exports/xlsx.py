"""A workbook: a sheet for each table, numbers as numbers, texts as texts, never a formula."""

from datetime import datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from proximite.tableurs import SANS_FORMULES
from proximite.typographie import NBSP

from .classeur import feuilles
from .document import Case, Document, Table


def ecrire(document: Document) -> bytes:
    flux = BytesIO()
    with xlsxwriter.Workbook(flux, SANS_FORMULES) as classeur:
        classeur.set_properties(
            {
                "title": f"{document.titre}, {document.portee}, {document.periode}",
                "company": "Proximité",
                # The same figures make the same file.
                "created": datetime.combine(document.etabli_le, time()),
            }
        )
        formats = _Formats(classeur)
        for nom, table in feuilles(document):
            _ecrire_feuille(classeur.add_worksheet(nom), table, formats)
    return flux.getvalue()


class _Formats:
    def __init__(self, classeur: Any) -> None:
        haut = {"valign": "top"}
        self.entete = classeur.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.texte = classeur.add_format({**haut, "text_wrap": True})
        self.part = classeur.add_format({**haut, "num_format": f"0{NBSP}%"})
        self.nombres = [
            classeur.add_format({**haut, "num_format": code})
            for code in ("#,##0", "#,##0.0", "#,##0.00", "#,##0.000")
        ]

    def pour(self, case: Case) -> Any:
        return self.part if case.part else self.nombres[case.decimales]


def _ecrire_feuille(feuille: Any, table: Table, formats: _Formats) -> None:
    """Row by row, as ``constant_memory`` wants it."""
    for rang, colonne in enumerate(table.colonnes):
        feuille.set_column(rang, rang, colonne.largeur)
        feuille.write_string(0, rang, colonne.titre, formats.entete)
    feuille.freeze_panes(1, 0)
    feuille.repeat_rows(0)
    feuille.set_landscape()
    feuille.fit_to_pages(1, 0)
    for numero, ligne in enumerate(table.lignes, start=1):
        for rang, case in enumerate(ligne):
            if isinstance(case.valeur, str):
                feuille.write_string(numero, rang, case.valeur, formats.texte)
            elif case.valeur is not None:
                valeur = case.valeur / 100 if case.part else case.valeur
                feuille.write_number(numero, rang, valeur, formats.pour(case))

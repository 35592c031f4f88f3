"""Tables as CSV: for Excel in French (BOM, « ; », decimal comma), or for a machine (« , », point).

A part is 61 under « % », as the column of units says.
"""

from collections.abc import Iterable
from datetime import datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from proximite.tableurs import ecrivain_csv, sans_formule

from .classeur import annexes
from .document import Case, Document, Table


def ecrire(document: Document, *, machine: bool = False) -> bytes:
    """A zip of one file for each table, its annexes included."""
    flux = BytesIO()
    le = datetime.combine(document.etabli_le, time()).timetuple()[:6]
    with ZipFile(flux, "w", ZIP_DEFLATED) as archive:
        for table in [*document.tables, *annexes(document)]:
            entree = ZipInfo(f"{table.identifiant}.csv", le)
            entree.compress_type = ZIP_DEFLATED
            archive.writestr(entree, ecrire_tables([table], machine=machine))
    return flux.getvalue()


def ecrire_tables(tables: Iterable[Table], *, machine: bool = False) -> bytes:
    """Tables of the same columns, one after the other under one header."""
    flux = BytesIO()
    with ecrivain_csv(flux, machine=machine) as ecrivain:
        for rang, table in enumerate(tables):
            if rang == 0:
                ecrivain.writerow([colonne.titre for colonne in table.colonnes])
            for ligne in table.lignes:
                ecrivain.writerow([_cellule(case, machine) for case in ligne])
    return flux.getvalue()


def _cellule(case: Case, machine: bool) -> str:
    if case.valeur is None:
        return ""
    if isinstance(case.valeur, str):
        return sans_formule(case.valeur)
    return str(case.valeur) if machine else str(case.valeur).replace(".", ",")

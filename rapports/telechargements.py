"""The files that a comité downloads: the figures of a page, in the formats of ``exports``."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from . import exports
from .resultats import Rapport

Rapports = dict[str | None, Rapport]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    libelle: str
    terminaison: str
    type_mime: str
    ecrire: Callable[[Rapports, BytesIO], None]

    def contenu(self, rapports: Rapports) -> bytes:
        flux = BytesIO()
        self.ecrire(rapports, flux)
        return flux.getvalue()


FORMATS = {
    "xlsx": Format("Classeur Excel", ".xlsx", EXCEL, exports.ecrire_xlsx),
    "csv": Format("CSV pour Excel", "_excel.csv", "text/csv; charset=utf-8", exports.ecrire_csv),
    "csv-machine": Format(
        "CSV pour un logiciel",
        "_logiciel.csv",
        "text/csv; charset=utf-8",
        partial(exports.ecrire_csv, machine=True),
    ),
}

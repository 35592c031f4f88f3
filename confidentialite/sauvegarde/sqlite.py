"""A copy of a SQLite file that others write to."""

import sqlite3
from contextlib import closing
from pathlib import Path

from . import empreintes
from .dossier import Refus
from .empreintes import Empreintes

FICHIER = "base.sqlite3"
ATTENTE = 20.0  # seconds, as the application


def copier(source: str, dossier: Path) -> Empreintes:
    """The base in ``dossier``, without any key, compared with the original's own counts."""
    copie = dossier / FICHIER
    with closing(_ouvrir(source)) as base, closing(_ouvrir(copie)) as destination:
        # One transaction for the copy and the counts. Writers wait while the pages are copied,
        # not while the rows are read.
        base.execute("BEGIN")
        comptes = empreintes.comptes_sqlite(base)
        base.backup(destination)
        base.execute("COMMIT")
    with closing(_ouvrir(copie)) as destination:
        # Nor are they in a free page, nor is what was erased before.
        for table in empreintes.SANS_LIGNES & set(_tables(destination)):
            destination.execute(f'DELETE FROM "{table}"')  # noqa: S608 (a constant)
        destination.execute("VACUUM")
        trouvees = verifier(destination)
    if {table: compte for table, (compte, _) in trouvees.items()} != comptes:
        raise Refus("La copie n’a pas autant de lignes que la base.")
    return trouvees


def restaurer(dossier: Path, vers: Path) -> Empreintes:
    """``vers`` is made; raises ``Refus`` when there is a base already."""
    with closing(_ouvrir(vers)) as destination:
        if _tables(destination):
            raise Refus(f"{vers} contient déjà une base\u00a0: restaurez ailleurs, ou déplacez-la.")
        with closing(sqlite3.connect(f"file:{dossier / FICHIER}?mode=ro", uri=True)) as copie:
            copie.backup(destination)
        return verifier(destination)


def verifier(base: sqlite3.Connection) -> Empreintes:
    """Its digests, once it is whole and its references hold."""
    (etat,) = base.execute("PRAGMA integrity_check(1)").fetchone()
    if etat != "ok" or base.execute("PRAGMA foreign_key_check").fetchone():
        raise Refus("La base copiée est abîmée.")
    return empreintes.de_sqlite(base)


def _ouvrir(fichier: str | Path) -> sqlite3.Connection:
    return sqlite3.connect(
        fichier, timeout=ATTENTE, isolation_level=None, uri=str(fichier).startswith("file:")
    )


def _tables(base: sqlite3.Connection) -> list[str]:
    return [n for (n,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]

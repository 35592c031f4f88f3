"""On PostgreSQL: a database that serves as template, and each table's first rows in memory."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from .empreinte import empreinte

# By table, in PostgreSQL's binary format; none where the table was empty.
_premieres_lignes: dict[str, bytes] = {}


@contextmanager
def copiee(racine: Path) -> Iterator[None]:
    """While a test database is set up: it starts from the template, or becomes it."""
    lignee = f"modele_{sha256(bytes(racine)).hexdigest()[:8]}_"
    modele = f"{lignee}{empreinte(racine)}"
    verrou = racine / ".pytest_cache" / "base.verrou"
    verrou.parent.mkdir(exist_ok=True)
    with verrou.open("w") as tenu:
        fcntl.flock(tenu, fcntl.LOCK_EX)
        deja = _existe(modele)
        if deja:
            connection.settings_dict["TEST"]["TEMPLATE"] = modele
        yield
        # No database at all where no test asks for one.
        if connection.connection is None:
            return
        _retenir()
        if not deja:
            _faire_le_modele(modele, lignee)


def remettre(_racine: Path) -> None:
    """The rows as they were before the first test; triggers and constraints are not asked."""
    with connection.cursor() as curseur:
        curseur.execute("SET session_replication_role = replica")
        for table in _tables_occupees(curseur):
            curseur.execute(f'DELETE FROM "{table}"')
        for table, lignes in _premieres_lignes.items():
            with curseur.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as copie:
                copie.write(lignes)
        curseur.execute("SET session_replication_role = DEFAULT")


def _retenir() -> None:
    with connection.cursor() as curseur:
        for table in _tables_occupees(curseur):
            with curseur.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as copie:
                _premieres_lignes[table] = b"".join(copie)


def _tables_occupees(curseur: CursorWrapper) -> list[str]:
    tables = connection.introspection.table_names(curseur)
    curseur.execute(
        " UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT FROM \"{t}\")" for t in tables)
    )
    return [table for (table,) in curseur.fetchall()]


def _existe(base: str) -> bool:
    with _serveur() as curseur:
        curseur.execute("SELECT 1 FROM pg_database WHERE datname = %s", [base])
        return curseur.fetchone() is not None


def _faire_le_modele(modele: str, lignee: str) -> None:
    """In place of those that this checkout made of other migrations. Nobody may be connected to
    what is copied."""
    base = connection.settings_dict["NAME"]
    connection.close()
    with _serveur() as curseur:
        curseur.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [lignee])
        for (ancien,) in curseur.fetchall():
            curseur.execute(f'DROP DATABASE "{ancien}"')
        curseur.execute(f'CREATE DATABASE "{modele}" TEMPLATE "{base}"')


def _serveur() -> Any:
    return connection._nodb_cursor()

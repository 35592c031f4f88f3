"""On SQLite: a file copied into the database in memory."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from .empreinte import empreinte


@contextmanager
def copiee(racine: Path) -> Iterator[None]:
    """While a test database is set up: it starts from the copy, or makes it."""
    copie = fichier_copie(racine)
    copie.parent.mkdir(exist_ok=True)
    creation: Any = connection.creation
    creer = creation._create_test_db
    with (copie.parent / "base.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        deja = copie.exists()
        tenue: list[sqlite3.Connection] = []

        def creer_depuis_la_copie(*args: Any, **kwargs: Any) -> str:
            nom = creer(*args, **kwargs)
            if deja:
                # Held until Django opens it: a database in memory goes with its last connection.
                tenue.append(sqlite3.connect(nom, uri=True))
                with sqlite3.connect(copie) as source:
                    source.backup(tenue[0])
                source.close()
            return nom

        creation._create_test_db = creer_depuis_la_copie
        if deja:
            fcntl.flock(verrou, fcntl.LOCK_UN)
        yield
        del creation._create_test_db
        for ouverte in tenue:
            ouverte.close()
        # No database at all where no test asks for one.
        if not deja and connection.connection:
            _garder(copie)


def remettre(racine: Path) -> None:
    """The database as it was before the first test."""
    connection.ensure_connection()
    with sqlite3.connect(fichier_copie(racine)) as source:
        source.backup(connection.connection)
    source.close()


def fichier_copie(racine: Path) -> Path:
    return racine / ".pytest_cache" / f"base-{empreinte(racine)}.sqlite3"


def _garder(copie: Path) -> None:
    for ancienne in copie.parent.glob("base-*.sqlite3"):
        ancienne.unlink()
    provisoire = copie.with_suffix(".partiel")
    with sqlite3.connect(provisoire) as destination:
        connection.connection.backup(destination)
    destination.close()
    provisoire.rename(copie)

"""The tests' database: migrated once, then copied, for migrations are slow to replay.

A test that commits is followed by a return to the first rows, quicker than emptying each table,
which what is frozen refuses besides. The copy is kept under the digest of the migrations and of
the reference lists: a change in either makes another one.
"""

from contextlib import AbstractContextManager
from pathlib import Path

from django.db import connection

from . import postgresql, sqlite


def copiee(racine: Path) -> AbstractContextManager[None]:
    return _moteur().copiee(racine)


def remettre(racine: Path) -> None:
    _moteur().remettre(racine)


def _moteur():
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]

"""How the databases are opened, and which one is read from.

SQLite waits for its turn instead of failing; a replica of PostgreSQL is read from only inside
``lecture()``, and only for the rows of the work: accounts, sessions, rights, the access journal
are always read where they are written.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DEFAULT_DB_ALIAS

REPLIQUE = "replique"
# STRICT tables, RETURNING and the JSON functions that the ORM writes.
SQLITE_MINIMAL = (3, 37, 0)
# Before it, the write-ahead log can corrupt the file when it is reset.
SQLITE_AVEC_WAL = (3, 51, 3)
LUES_SUR_LA_REPLIQUE = frozenset(
    {"territoires", "partenaires", "activites", "familles", "referencements", "rapports"}
)

_lecture: ContextVar[bool] = ContextVar("lecture_sur_la_replique", default=False)


def base(adresse: str) -> dict[str, Any]:
    """The settings of the database at ``adresse``. Raises ``ImproperlyConfigured``."""
    reglages: dict[str, Any] = environ.Env.db_url_config(adresse)
    reglages.setdefault("OPTIONS", {})
    if reglages["ENGINE"].endswith("sqlite3"):
        reglages["OPTIONS"] |= options_sqlite(sqlite3.sqlite_version_info)
    else:
        # Django's own, which tells the database who asks.
        reglages |= {"ENGINE": "proximite.postgresql", "CONN_MAX_AGE": 600}
        reglages |= {"CONN_HEALTH_CHECKS": True}
    return reglages


def options_sqlite(version: tuple[int, ...]) -> dict[str, Any]:
    """IMMEDIATE: two writers wait for each other instead of failing "database is locked".

    EXTRA: what was answered « enregistré » is still there after the power is cut. A file left in
    the other journal by another machine is put back in this one when it is opened.
    """
    if version < SQLITE_MINIMAL:
        raise ImproperlyConfigured(
            f"SQLite {'.'.join(map(str, version))} est trop ancien\u00a0: il faut au moins "
            f"{'.'.join(map(str, SQLITE_MINIMAL))}, ou PostgreSQL."
        )
    journal = "WAL" if version >= SQLITE_AVEC_WAL else "DELETE"
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=EXTRA",
    }


def replique(adresse: str) -> dict[str, Any]:
    """The settings of a replica; one that does not answer delays a page by two seconds, once."""
    reglages = base(adresse)
    if not reglages["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_REPLIQUE_URL\u00a0: une réplique est une base PostgreSQL."
        )
    reglages["OPTIONS"] |= {"connect_timeout": 2}
    reglages["TEST"] = {"MIRROR": "default"}
    return reglages


@contextmanager
def lecture() -> Iterator[None]:
    """What is read from here on may come from the replica."""
    jeton = _lecture.set(True)
    try:
        yield
    finally:
        _lecture.reset(jeton)


class RouteurDeReplique:
    def db_for_read(self, model: Any, **hints: object) -> str:
        """Never None: a row read there would keep sending there, outside of ``lecture()``."""
        la_bas = _lecture.get() and model._meta.app_label in LUES_SUR_LA_REPLIQUE
        return REPLIQUE if la_bas else DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: object) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, obj1: object, obj2: object, **hints: object) -> bool:
        """Both are the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool | None:
        return False if db == REPLIQUE else None

"""What a table holds, in a count and a digest that do not depend on the order of its rows."""

import sqlite3
from hashlib import blake2b
from typing import Any

import psycopg
from psycopg import sql

from familles import trousseau

# Table → how many rows, and the sum of the digests of each.
Empreintes = dict[str, tuple[int, str]]
# Its rows live in the trousseau alone.
SANS_LIGNES = frozenset({trousseau.TABLE})


def de_sqlite(base: sqlite3.Connection) -> Empreintes:
    return {table: _lignes(base, table) for table in tables_sqlite(base)}


def tables_sqlite(base: sqlite3.Connection) -> list[str]:
    noms = base.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
        " ESCAPE '\\' ORDER BY name"
    )
    return [nom for (nom,) in noms if nom not in SANS_LIGNES]


def comptes_sqlite(base: sqlite3.Connection) -> dict[str, int]:
    return {
        table: base.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 (its own tables)
        for table in tables_sqlite(base)
    }


def _lignes(base: sqlite3.Connection, table: str) -> tuple[int, str]:
    nombre, somme = 0, 0
    for ligne in base.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 (its own tables)
        nombre += 1
        condense = blake2b(repr(ligne).encode(), digest_size=16).digest()
        somme += int.from_bytes(condense)
    return nombre, f"{somme % 2**128:032x}"


def de_postgresql(base: psycopg.Connection[Any]) -> Empreintes:
    """In the transaction that is open."""
    tables = base.execute(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1"
    ).fetchall()
    trouvees: Empreintes = {}
    for (table,) in tables:
        if table not in SANS_LIGNES:
            requete = sql.SQL(_SOMME).format(table=sql.Identifier("public", table))
            ligne = base.execute(requete).fetchone()
            trouvees[table] = (ligne[0], str(ligne[1])) if ligne else (0, "0")
    return trouvees


# Half a digest each: their sum has to fit where PostgreSQL adds without limit.
_SOMME = """
SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)
FROM {table} t
"""


def ecarts(attendues: Empreintes, trouvees: Empreintes) -> list[str]:
    """The tables that differ, with what was counted in each."""
    return [
        f"{table}\u00a0: {attendues.get(table)} attendu, {trouvees.get(table)} trouvé"
        for table in sorted(attendues.keys() | trouvees.keys())
        if attendues.get(table) != trouvees.get(table)
    ]

"""The codes of one extract, drawn at random and forgotten with it."""

import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

# Sixteen consonants: 64 bits, no word, no number, no formula.
LETTRES = str.maketrans("0123456789abcdef", "BCDFGHJKLMNPQRST")


def tirer() -> str:
    return secrets.token_hex(8).translate(LETTRES)


class Carnet:
    """Which code stands for which row, and the lines of a table until they are in order.

    A private SQLite file without a name: it takes no more memory for a million rows, and nothing
    of it is left when it is closed or when its process dies. One transaction holds all of it, never
    committed: each row written alone would be written to the disk.
    """

    def __init__(self) -> None:
        self.base = sqlite3.connect("", isolation_level=None)
        self.base.executescript(
            """
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            PRAGMA cache_size = -16000;
            CREATE TABLE codes (
                entite TEXT, cle TEXT, code TEXT NOT NULL, PRIMARY KEY (entite, cle)
            ) WITHOUT ROWID;
            CREATE TABLE lignes (code TEXT, cellules TEXT NOT NULL);
            BEGIN;
            """
        )

    @classmethod
    @contextmanager
    def ouvrir(cls) -> Iterator[Self]:
        carnet = cls()
        try:
            yield carnet
        finally:
            carnet.base.close()

    def trouver(self, entite: str, cle: Any) -> str | None:
        trouve = self.base.execute(
            "SELECT code FROM codes WHERE entite = ? AND cle = ?", (entite, str(cle))
        ).fetchone()
        return trouve[0] if trouve else None

    def trouver_ou_tirer(self, entite: str, cle: Any) -> str:
        return self.trouver(entite, cle) or self.donner(entite, cle)

    def donner(self, entite: str, cle: Any) -> str:
        """A code for that row. Raises IntegrityError if it has one, or if someone has it."""
        code = tirer()
        self.base.execute("INSERT INTO codes VALUES (?, ?, ?)", (entite, str(cle), code))
        return code

    def poser(self, code: str, cellules: Sequence[str]) -> None:
        self.base.execute("INSERT INTO lignes VALUES (?, ?)", (code, json.dumps(cellules)))

    def reprendre(self) -> Iterator[list[str]]:
        """The lines, in the order of their codes, that is of chance; then none is left."""
        for (cellules,) in self.base.execute("SELECT cellules FROM lignes ORDER BY code"):
            yield json.loads(cellules)
        self.base.execute("DELETE FROM lignes")

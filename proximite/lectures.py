"""Which familles are read while a request is answered, for the journal that a higher app keeps.

``Famille.from_db`` calls ``noter``: whatever query, page or export loads her row is seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_en_cours: ContextVar[dict[int, str] | None] = ContextVar("lectures_en_cours", default=None)


@contextmanager
def observer() -> Iterator[dict[int, str]]:
    """The familles read from here on: their codes by their ids."""
    lues: dict[int, str] = {}
    jeton = _en_cours.set(lues)
    try:
        yield lues
    finally:
        _en_cours.reset(jeton)


def noter(pk: int, code: str = "") -> None:
    lues = _en_cours.get()
    if lues is not None and (code or pk not in lues):
        lues[pk] = code

"""Which familles are read while a request is answered, and by whom when she has no account, for
the journal that a higher app keeps.

``Famille.from_db`` calls ``noter``, and so does a sealed text that opens: whatever query, page or
export loads her row or reads what was written of her is seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Lectures:
    """``familles``: their codes, where they are known, by their ids. ``par``: who reads, when it
    is by a link. ``hors_portee``: a form named a row that is not hers to name."""

    familles: dict[int, str] = field(default_factory=dict)
    par: str = ""
    hors_portee: bool = False


_en_cours: ContextVar[Lectures | None] = ContextVar("lectures_en_cours", default=None)


@contextmanager
def observer() -> Iterator[Lectures]:
    """What is read from here on."""
    lues = Lectures()
    jeton = _en_cours.set(lues)
    try:
        yield lues
    finally:
        _en_cours.reset(jeton)


def noter(pk: int, code: str = "") -> None:
    lues = _en_cours.get()
    if lues is not None and (code or pk not in lues.familles):
        lues.familles[pk] = code


def lire_au_nom_de(par: str) -> None:
    if (lues := _en_cours.get()) is not None:
        lues.par = par


def noter_hors_portee() -> None:
    if (lues := _en_cours.get()) is not None:
        lues.hors_portee = True

"""Whose rows the database shows: PostgreSQL's second wall, under ``visibles_par`` (0039).

Nothing, unless said otherwise: a request says who asks (``PorteeMiddleware``), and what needs to
read further says so here with its reason. The connection tells it to the database before the
next statement (``proximite.postgresql``), whose policies decide (``confidentialite.mur``).
SQLite has no such wall.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

RESEAU = "reseau"
RELEVES = "releves"
# The database's role that reads the tables of figures whole.
CHIFFRES = "proximite_chiffres"


@dataclass(frozen=True)
class Portee:
    """``etendue``: "", RELEVES or RESEAU. ``role``: the database's role, "" for the connection's
    own."""

    utilisateur: str = ""
    territoires: str = ""
    etendue: str = ""
    role: str = ""


_en_cours: ContextVar[Portee | None] = ContextVar("portee_en_cours", default=None)


def actuelle() -> Portee:
    return _en_cours.get() or Portee()


@contextmanager
def personne(pk: int | None) -> Iterator[None]:
    """What this person may read by her affectations, which the database looks up itself."""
    with _poser(replace(Portee(role=actuelle().role), utilisateur="" if pk is None else str(pk))):
        yield


@contextmanager
def reseau(raison: str) -> Iterator[None]:
    """The whole network. Every use is listed in tests/proximite/test_portee.py."""
    with _poser(replace(actuelle(), etendue=RESEAU)):
        yield


@contextmanager
def releves(raison: str) -> Iterator[None]:
    """Besides her territoires, the familles transferred out of them: what was done there still
    counts there."""
    if actuelle().etendue == RESEAU:
        yield
        return
    with _poser(replace(actuelle(), etendue=RELEVES)):
        yield


@contextmanager
def denombrement(raison: str) -> Iterator[None]:
    """The tables that figures count, without asking the policies for each row: for who reads the
    whole network already, and nobody else. Nothing is written in between."""
    if actuelle().etendue != RESEAU:
        yield
        return
    with _poser(replace(actuelle(), role=CHIFFRES)):
        yield


@contextmanager
def territoires(pks: Iterable[int], raison: str) -> Iterator[None]:
    """These ones, for who has no affectation: what a partenaire's link opens."""
    with _poser(replace(actuelle(), territoires=",".join(map(str, sorted(set(pks)))))):
        yield


@contextmanager
def _poser(portee: Portee) -> Iterator[None]:
    jeton = _en_cours.set(portee)
    try:
        yield
    finally:
        _en_cours.reset(jeton)

"""Figures are read from a replica, when there is one that is up to date enough.

Up to date enough: it has what this person has just recorded (her cookie holds the place of the
primary's log at her last POST), and it is not later than ``REPLIQUE_RETARD_MAX``. Otherwise, and
when it falls while it is read, the same page is made from the primary.
"""

import logging
import re
import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import Error, OperationalError, connection, connections

from proximite import bases

logger = logging.getLogger(__name__)
T = TypeVar("T")
# A place in PostgreSQL's log, as it writes it.
PLACE = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")
# Seconds without asking one that has just failed.
REPOS = 15
_reprise = 0.0


def existe() -> bool:
    return bases.REPLIQUE in settings.DATABASES


def place() -> str:
    """Where the primary's log is now."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_current_wal_lsn()::text")
        return str(curseur.fetchone()[0])


def lire(travail: Callable[[], T], *, depuis: str = "") -> T:
    """What ``travail``, which only reads, returns; ``depuis``: the place it has to have reached."""
    if not existe() or not _a_jour(depuis):
        return travail()
    try:
        with bases.lecture():
            return travail()
    except OperationalError:
        # Cut, stopped, or the query stood in the way of what it has to replay.
        _mettre_au_repos()
        return travail()


def _a_jour(depuis: str) -> bool:
    if time.monotonic() < _reprise or (depuis and not PLACE.fullmatch(depuis)):
        return False
    ici = place()
    try:
        with connections[bases.REPLIQUE].cursor() as curseur:
            curseur.execute(_ETAT, [depuis or "0/0", ici])
            est_replique, a_ce_qu_elle_a_ecrit, entiere, retard = curseur.fetchone()
    except Error:
        _mettre_au_repos()
        return False
    assez_fraiche = entiere or (retard is not None and retard <= settings.REPLIQUE_RETARD_MAX)
    return bool(est_replique and a_ce_qu_elle_a_ecrit and assez_fraiche)


def _mettre_au_repos() -> None:
    global _reprise
    logger.warning("The replica does not answer: figures are read from the primary", exc_info=True)
    connections[bases.REPLIQUE].close()
    _reprise = time.monotonic() + REPOS


# On an idle site the last transaction is old and the replica is not late: it has the whole log.
_ETAT = """
SELECT pg_is_in_recovery(),
       pg_last_wal_replay_lsn() >= %s::pg_lsn,
       pg_last_wal_replay_lsn() >= %s::pg_lsn,
       extract(epoch FROM now() - pg_last_xact_replay_timestamp())
"""

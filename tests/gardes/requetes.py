"""The statements of one request among thousands, and those that write."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.test.utils import CaptureQueriesContext

ECRITURE = re.compile(r"^\s*(INSERT|UPDATE|DELETE|CREATE|DROP|ALTER)\b", re.IGNORECASE)
# A session's own row, and the line that says who read.
PERMISES = ("comptes_session", 'INSERT INTO "confidentialite_consultation"')


@contextmanager
def requetes_de(connection) -> Iterator[CaptureQueriesContext]:
    """Django remembers 9 000 statements: beyond, what comes next would look like nothing."""
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as requetes:
        yield requetes


def ecrit(sql: str) -> bool:
    return bool(ECRITURE.match(sql)) and not any(permise in sql for permise in PERMISES)

"""Counting what a page asks of the database, the access journal's own line apart."""

from collections.abc import Iterable


def sans_journal(requetes: Iterable[dict[str, str]]) -> list[str]:
    """The statements of a capture; the journal costs each page two more, three on PostgreSQL."""
    siens = ("confidentialite_consultation", "pg_advisory")
    return [r["sql"] for r in requetes if not any(sien in r["sql"] for sien in siens)]

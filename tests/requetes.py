"""Counting what a page asks of the database, the access journal's own line apart."""

from collections.abc import Iterable


def sans_journal(requetes: Iterable[dict[str, str]]) -> list[str]:
    """The statements of a capture; the journal costs each page two more, three on PostgreSQL.

    The keys of the familles cost one for each list that shows some whose key is not there yet:
    ``test_the_keys_of_a_list_cost_one_query`` says that it is one however long the list.
    """
    siens = ("confidentialite_consultation", "pg_advisory", "familles_clefamille")
    return [r["sql"] for r in requetes if not any(sien in r["sql"] for sien in siens)]

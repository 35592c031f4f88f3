"""What the logs keep, and never keep: no address, no token, nothing that a form carried.

In production an event is one line of JSON. What an exception says is left out, for a database
quotes the value it refuses: its class and where it was raised are enough to find the defect.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

JETON = re.compile(r"(/(?:p|plan-de-match|invitation|compte/mot-de-passe/nouveau)/)[^/\s?\"']+")
# The request being answered, so that all its lines are found together.
requete_en_cours: ContextVar[str] = ContextVar("requete_en_cours", default="")


class SansAdresse(logging.Filter):
    """The page's name where a record gives its address, which holds the code of a famille; blank
    the tokens that are left."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_sans_adresse(arg, record) for arg in record.args)
        record.msg, record.args = JETON.sub(r"\1…", record.getMessage()), ()
        return True


def _sans_adresse(arg: object, record: logging.LogRecord) -> object:
    """Django and gunicorn write « %s: %s », with the address by itself."""
    if not (isinstance(arg, str) and arg.startswith("/")):
        return arg
    route = getattr(getattr(record, "request", None), "resolver_match", None)
    return route.view_name if route else "…"


class LigneJSON(logging.Formatter):
    """One event, one line. ``extra={"faits": {…}}`` adds its own keys."""

    def format(self, record: logging.LogRecord) -> str:
        ligne: dict[str, object] = {
            "le": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "journal": record.name,
            "message": record.getMessage(),
        }
        if requete := requete_en_cours.get():
            ligne["requete"] = requete
        ligne |= getattr(record, "faits", {})
        if record.exc_info and record.exc_info[0]:
            ligne["exception"] = record.exc_info[0].__name__
            ligne["trace"] = _trace(record.exc_info[2])
        return json.dumps(ligne, ensure_ascii=False)


def _trace(pile: TracebackType | None) -> list[str]:
    """The frames, without the text of the code nor its values."""
    return [f"{c.filename}:{c.lineno} {c.name}" for c in traceback.extract_tb(pile)]

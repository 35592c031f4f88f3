"""What the logs never keep: the token of an address that is a right by itself."""

import logging
import re

JETON = re.compile(r"(/(?:p|plan-de-match|invitation|compte/mot-de-passe/nouveau)/)[^/\s?\"']+")


class SansJeton(logging.Filter):
    """Blank the tokens of the addresses that a record names."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = JETON.sub(r"\1…", record.getMessage()), ()
        return True

"""What falls due is put in the outbox by sources, at each run of ``manage.py rappels``.

A higher app adds its own by decorating a function with ``source`` in a module that its
``AppConfig.ready`` imports.
"""

import logging
from collections.abc import Callable
from datetime import datetime

Source = Callable[[datetime], None]
SOURCES: list[Source] = []

logger = logging.getLogger(__name__)


def source(fonction: Source) -> Source:
    """Decorator: ``fonction(maintenant)`` deposits what is due, once however often it runs."""
    SOURCES.append(fonction)
    return fonction


def deposer_les_dus(maintenant: datetime) -> list[str]:
    """Run every source; the names of those that failed."""
    en_panne = []
    for source in SOURCES:
        try:
            source(maintenant)
        except Exception:
            # A defect in one kind of reminder holds back no other.
            logger.exception("Source of reminders %s", source.__name__)
            en_panne.append(f"{source.__module__}.{source.__name__}")
    return en_panne

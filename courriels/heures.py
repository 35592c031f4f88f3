"""When a message may leave: 8 h to 20 h, neither on Sundays nor on Québec's public holidays."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

FUSEAU = ZoneInfo("America/Toronto")
DEBUT, FIN = time(8), time(20)
DIMANCHE = 6


def prochain_moment(maintenant: datetime) -> datetime:
    """``maintenant`` itself when a message may leave now, otherwise the next opening."""
    local = maintenant.astimezone(FUSEAU)
    if _est_ouvrable(local.date()) and DEBUT <= local.time() < FIN:
        return maintenant
    jour = local.date() if local.time() < DEBUT else local.date() + timedelta(days=1)
    while not _est_ouvrable(jour):
        jour += timedelta(days=1)
    return datetime.combine(jour, DEBUT, FUSEAU)


def _est_ouvrable(jour: date) -> bool:
    return jour.weekday() != DIMANCHE and jour not in _feries(jour.year)


@cache
def _feries(annee: int) -> frozenset[date]:
    """Public holidays of Québec, and the day off that replaces one fallen on a weekend."""
    return frozenset(holidays.country_holidays("CA", subdiv="QC", years=annee))

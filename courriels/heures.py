"""When a message may leave: 8 h to 20 h, neither on Sundays nor on Québec's public holidays."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from proximite.typographie import date_longue, heure

FUSEAU = ZoneInfo("America/Toronto")
DEBUT, FIN = time(8), time(20)
DIMANCHE = 6


def prochain_moment(maintenant: datetime) -> datetime:
    """``maintenant`` itself when a message may leave now, otherwise the next opening."""
    local = maintenant.astimezone(FUSEAU)
    if _est_ouvrable(local.date()) and DEBUT <= local.time() < FIN:
        return maintenant
    jour = local.date() if local.time() < DEBUT else local.date() + timedelta(days=1)
    return datetime.combine(prochain_jour_ouvrable(jour), DEBUT, FUSEAU)


def prochain_jour_ouvrable(jour: date) -> date:
    """``jour`` itself when people may be written to on it, otherwise the next one."""
    while not _est_ouvrable(jour):
        jour += timedelta(days=1)
    return jour


def depart_en_mots(maintenant: datetime) -> str:
    """When what is put in the outbox leaves: « part maintenant », « part demain à 8 h »."""
    depart = prochain_moment(maintenant)
    if depart == maintenant:
        return "part maintenant"
    jours = (depart.date() - maintenant.astimezone(FUSEAU).date()).days
    quand = {0: "aujourd’hui", 1: "demain"}.get(jours) or date_longue(depart.date())
    return f"part {quand} à {heure(depart)}"


def _est_ouvrable(jour: date) -> bool:
    return jour.weekday() != DIMANCHE and jour not in _feries(jour.year)


@cache
def _feries(annee: int) -> frozenset[date]:
    """Public holidays of Québec, and the day off that replaces one fallen on a weekend."""
    return frozenset(holidays.country_holidays("CA", subdiv="QC", years=annee))

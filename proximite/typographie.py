"""Numbers, dates and durations written as Québec French writes them (DOMAINE §6.3, §6.4)."""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from django.utils import dateformat, timezone
from django.utils.formats import number_format

NBSP = "\u00a0"
SANS_OBJET = f"s.{NBSP}o."


def nombre(valeur: int | float | Decimal, decimales: int | None = None) -> str:
    """« 10 036 », « 61,1 »; 32.0 is « 32 » unless ``decimales`` says otherwise."""
    if decimales is None and valeur == int(valeur):
        valeur = int(valeur)
    return number_format(valeur, decimal_pos=decimales, force_grouping=True)


def pluriel(quantite: float, singulier: str, au_pluriel: str) -> str:
    """The form that agrees; 0, 1 and 1,5 are singular."""
    return au_pluriel if abs(quantite) >= 2 else singulier


def compte(quantite: int, singulier: str, au_pluriel: str) -> str:
    """« 1 famille », « 10 036 familles »: the number, kept beside the noun that agrees."""
    return f"{nombre(quantite)}{NBSP}{pluriel(quantite, singulier, au_pluriel)}"


def pourcentage(part: float | Decimal | None, decimales: int = 0) -> str:
    """« 61 % » for a share of 0.611; half up, as the published reports round; None: « s. o. »."""
    if part is None:
        return SANS_OBJET
    pas = Decimal(1).scaleb(-decimales)
    pour_cent = (Decimal(str(part)) * 100).quantize(pas, rounding=ROUND_HALF_UP)
    return f"{nombre(pour_cent, decimales)}{NBSP}%"


def date_longue(jour: date) -> str:
    """« vendredi 1er mars 2024 »."""
    return f"{dateformat.format(jour, 'l')} {date_moyenne(jour)}"


def date_moyenne(jour: date) -> str:
    """« 1er mars 2024 »; the day never parts from its month."""
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme}{NBSP}{dateformat.format(jour, 'F Y')}"


def heure(moment: time | datetime) -> str:
    """« 14 h 30 », « 9 h », « 8 h 5 »: no leading zero, no 00, in local time."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return _heures_minutes(moment.hour, moment.minute)


def duree(minutes: int) -> str:
    """« 45 min », « 1 h », « 1 h 30 »."""
    heures, reste = divmod(minutes, 60)
    if heures:
        return _heures_minutes(heures, reste)
    return f"{reste}{NBSP}min"


def _heures_minutes(heures: int, minutes: int) -> str:
    texte = f"{nombre(heures)}{NBSP}h"
    return f"{texte}{NBSP}{minutes}" if minutes else texte

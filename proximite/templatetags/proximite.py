"""Tags and filters every template has without loading them."""

from datetime import date, datetime, time
from decimal import Decimal
from functools import cache

from django import template
from django.utils import timezone
from lucide.templatetags.lucide import lucide

from proximite import brouillons, petits_nombres, typographie

register = template.Library()

ICONES_ETAT = {
    "reussite": "circle-check",
    "attention": "triangle-alert",
    "probleme": "circle-alert",
    "info": "info",
    "neutre": "circle-slash",
}
ETATS_MESSAGE = {"success": "reussite", "warning": "attention", "error": "probleme"}


@register.simple_tag
@cache
def icone(nom: str, size: int = 24) -> str:
    """An icon beside a word: hidden from screen readers, which read the word."""
    attributs = {"class": "icone", "aria-hidden": "true", "focusable": "false"}
    return lucide(nom, size=size, **attributs)


@register.simple_tag
def icone_etat(etat: str, size: int = 24) -> str:
    """The icon of a state: reussite, attention, probleme, info or neutre."""
    return icone(ICONES_ETAT[etat], size)


@register.simple_tag(takes_context=True)
def cle_brouillons(context: template.Context) -> str:
    """The key that seals this person's drafts on her device, masked (decision 0029)."""
    return brouillons.cle_masquee(context["request"].user.pk)


@register.filter
def etat_message(niveau: str) -> str:
    """The state that a message's level is shown as."""
    return ETATS_MESSAGE.get(niveau, "info")


@register.filter
def nombre(valeur: float | Decimal | None, decimales: int | None = None) -> str:
    return "" if valeur is None else typographie.nombre(valeur, decimales)


@register.filter
def pourcentage(part: float | Decimal | None, decimales: int = 0) -> str:
    """A share between 0 and 1; None is « s. o. »."""
    return typographie.pourcentage(part, decimales)


@register.filter
def date_longue(jour: date | None) -> str:
    """« vendredi 1er mars 2024 »: write « le » before it."""
    return typographie.date_longue(_jour(jour)) if jour else ""


@register.filter
def date_moyenne(jour: date | None) -> str:
    return typographie.date_moyenne(_jour(jour)) if jour else ""


@register.filter
def date_courte(jour: date | None) -> str:
    """« 2024-03-01 »."""
    return _jour(jour).isoformat() if jour else ""


@register.filter
def heure(moment: time | datetime | None) -> str:
    return "" if moment is None else typographie.heure(moment)


@register.filter
def duree(minutes: int | None) -> str:
    return "" if minutes is None else typographie.duree(minutes)


@register.filter
def pluriel(quantite: float, formes: str) -> str:
    """The form that agrees: ``{{ n|pluriel:"famille,familles" }}``; 0, 1 and 1,5 are singular."""
    return typographie.pluriel(quantite, *formes.split(","))


@register.filter
def compte(quantite: int, formes: str) -> str:
    """« 1 famille », « 10 036 familles »: the number, kept beside the noun that agrees."""
    return typographie.compte(quantite, *formes.split(","))


@register.filter
def environ(quantite: int) -> str:
    """« moins de 5 », « environ 10 »: for those who are not to recognize a famille."""
    return petits_nombres.environ(quantite)


def _jour(jour: date) -> date:
    """The local day of a moment; a date as it is."""
    if isinstance(jour, datetime) and timezone.is_aware(jour):
        return timezone.localdate(jour)
    return jour

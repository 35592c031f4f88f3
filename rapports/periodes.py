"""Cutting time into Periodes: contiguous, of whole months, named by their months."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import cycle

from django.utils import dateformat

from .models import Periode

JOUR = timedelta(days=1)
# How many months each lasts; the pilot's cut-offs, never published, are one of the first two
# (DOMAINE §3.3).
MODELES: dict[str, tuple[int, ...]] = {
    "3x5": (5, 5, 5),
    "3-6-6": (3, 6, 6),
    "trimestres": (3,),
}


def decouper(depuis: date, modele: str, *, jusqua: date | None = None) -> list[Periode]:
    """Those of a model, from the first day of a month; with ``jusqua``, the model goes round until
    a Periode ends then. Not saved.

    Raises ValueError when ``depuis`` is not a first day, or no Periode ends on ``jusqua``.
    """
    if depuis.day != 1:
        raise ValueError("Une période commence le premier jour d’un mois.")
    durees: Iterable[int] = cycle(MODELES[modele]) if jusqua else MODELES[modele]
    periodes = list(_decouper(depuis, durees, jusqua or date.max))
    if jusqua and (not periodes or periodes[-1].fin != jusqua):
        raise ValueError("Aucune période de ce modèle ne se termine ce jour-là.")
    return periodes


def _decouper(depuis: date, durees: Iterable[int], jusqua: date) -> Iterator[Periode]:
    debut = depuis
    for duree in durees:
        suivant = mois_apres(debut, duree)
        fin = suivant - JOUR
        if fin > jusqua:
            return
        yield Periode(libelle=nommer(debut, fin), debut=debut, fin=fin)
        debut = suivant


def mois_apres(premier: date, nombre: int) -> date:
    annees, mois = divmod(premier.month - 1 + nombre, 12)
    return date(premier.year + annees, mois + 1, 1)


def nommer(debut: date, fin: date) -> str:
    """« Janvier à mai 2024 », « Novembre 2024 à mars 2025 »."""
    premier = dateformat.format(debut, "F Y" if debut.year != fin.year else "F")
    return f"{premier} à {dateformat.format(fin, 'F Y')}".capitalize()

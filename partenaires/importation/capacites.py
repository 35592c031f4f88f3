"""Whether there is room, as people write it."""

import re

from partenaires.models.offre import OffreService
from proximite.recherche import normaliser

Capacite = OffreService.Capacite
ATTENTE_MAX = 520

_MOTS = {
    Capacite.DISPONIBLE: ("disponible", "disponibles", "places", "oui", "ouvert", "available"),
    Capacite.COMPLET: ("plein", "aucune place", "pas de place", "full"),
    Capacite.INCONNUE: ("inconnu", "inconnue", "non precise", "s o"),
    Capacite.LISTE_ATTENTE: ("attente", "en attente"),
}
ECRITURES = {
    normaliser(mot): capacite
    for capacite in Capacite
    for mot in (capacite.value, capacite.label, *_MOTS[capacite])
}
_DUREE = re.compile(r"(\d{1,4}) ?(semaine|sem|week|mois|month|jour|day)")
_SEMAINES_PAR = {"semaine": 1, "sem": 1, "week": 1, "mois": 52 / 12, "month": 52 / 12}


def lire_capacite(texte: str) -> tuple[str, int | None] | None:
    """« Liste d’attente, 6 semaines » → (liste_attente, 6); None when it is none of them."""
    mots = normaliser(texte)
    if not mots:
        return Capacite.INCONNUE.value, None
    if mots in ECRITURES:
        return ECRITURES[mots].value, None
    if "attente" in mots.split() or "wait" in mots or _DUREE.search(mots):
        return Capacite.LISTE_ATTENTE.value, _semaines(mots)
    return None


def _semaines(mots: str) -> int | None:
    duree = _DUREE.search(mots)
    if duree is None:
        return None
    semaines = round(int(duree[1]) * _SEMAINES_PAR.get(duree[2], 1 / 7))
    return semaines if 0 < semaines <= ATTENTE_MAX else None

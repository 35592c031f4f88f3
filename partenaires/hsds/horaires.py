"""A schedule of HSDS (RFC 5545) in a sentence."""

from collections.abc import Mapping
from datetime import time

from proximite.typographie import heure

_JOURS = {
    "MO": "lundi",
    "TU": "mardi",
    "WE": "mercredi",
    "TH": "jeudi",
    "FR": "vendredi",
    "SA": "samedi",
    "SU": "dimanche",
}


def en_mots(horaire: Mapping[str, str]) -> str:
    """« lundi, mardi, 9 h à 17 h »; what was written in words comes before what is coded."""
    if horaire.get("description"):
        return horaire["description"]
    jours = [_JOURS.get(jour.strip()[-2:], "") for jour in horaire.get("byday", "").split(",")]
    heures = " à ".join(h for h in (_heure(horaire, "opens_at"), _heure(horaire, "closes_at")) if h)
    return ", ".join(morceau for morceau in (*jours, heures) if morceau)


def _heure(horaire: Mapping[str, str], nom: str) -> str:
    try:
        return heure(time.fromisoformat(horaire.get(nom, "")[:5]))
    except ValueError:
        return ""

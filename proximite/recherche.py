"""Search as people type: accents, case and typing errors forgiven."""

import re
import unicodedata

from rapidfuzz import fuzz

RESSEMBLANCE_MIN = 75
LONGUEUR_MIN_APPROCHEE = 4


def normaliser(texte: str) -> str:
    """« Élise-Anne » → « elise anne »."""
    decompose = unicodedata.normalize("NFKD", texte.lower().replace("œ", "oe"))
    sans_accents = "".join(c for c in decompose if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", sans_accents))


def ressemblance(un: str, autre: str) -> float:
    """0 to 100, whatever the order of the words."""
    return fuzz.token_sort_ratio(normaliser(un), normaliser(autre))

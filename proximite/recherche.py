"""Search as people type: accents, case and typing errors forgiven."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeVar

from rapidfuzz import fuzz

K = TypeVar("K")

RESSEMBLANCE_MIN = 75
LONGUEUR_MIN_APPROCHEE = 4


def normaliser(texte: str) -> str:
    """« Élise-Anne » → « elise anne »."""
    decompose = unicodedata.normalize("NFKD", texte.lower().replace("œ", "oe"))
    sans_accents = "".join(c for c in decompose if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", sans_accents))


def classer(recherche: str, textes: Mapping[K, Iterable[str]]) -> list[K]:
    """The keys whose texts hold every word searched, best first; the first text weighs most."""
    mots = normaliser(recherche).split()
    notes = {cle: _note(mots, [normaliser(t) for t in champs]) for cle, champs in textes.items()}
    return sorted((cle for cle, note in notes.items() if note), key=lambda cle: -notes[cle])


def ressemblance(un: str, autre: str) -> float:
    """0 to 100, whatever the order of the words."""
    return fuzz.token_sort_ratio(normaliser(un), normaliser(autre))


def _note(mots: list[str], champs: list[str]) -> float:
    """0 when a word is nowhere."""
    total = 0.0
    for mot in mots:
        meilleure = max((_note_mot(mot, c.split()) / rang for rang, c in enumerate(champs, 1)))
        if not meilleure:
            return 0
        total += meilleure
    return total


def _note_mot(mot: str, mots: list[str]) -> float:
    if any(candidat.startswith(mot) for candidat in mots):
        return 100
    if len(mot) < LONGUEUR_MIN_APPROCHEE:
        return 0
    note = max((fuzz.ratio(mot, candidat) for candidat in mots), default=0.0)
    return note if note >= RESSEMBLANCE_MIN else 0

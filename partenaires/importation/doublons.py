"""Which entry, or which earlier line of the file, a row looks like.

Exact matches go through dictionaries; names that are only close are compared in C (rapidfuzz),
so that ten thousand rows against ten thousand entries take seconds.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from proximite.recherche import normaliser

SEMBLABLE = 88
SEMBLABLE_AUX_MEMES_COORDONNEES = 55
MOTS_VIDES = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "inc", "l", "la", "le", "les", "ltee")
)


@dataclass(frozen=True)
class Repere:
    """An entry (``partenaire``) or a line of the file (``ligne``)."""

    partenaire: int | None = None
    ligne: int | None = None
    actif: bool = True


@dataclass(frozen=True)
class Semblable:
    repere: Repere
    raison: str
    certain: bool = False


def cle_de(nom: str) -> str:
    """« Maison de la famille inc. » → « famille maison »."""
    mots = normaliser(nom).split()
    return " ".join(sorted([mot for mot in mots if mot not in MOTS_VIDES] or mots))


class Index:
    def __init__(self) -> None:
        self._reperes: list[Repere] = []
        self._cles: list[str] = []
        self._exacts: dict[tuple[str, str], list[int]] = defaultdict(list)

    def ajouter(self, repere: Repere, valeurs: Mapping[str, Any]) -> None:
        rang = len(self._reperes)
        cle = cle_de(valeurs.get("nom", ""))
        self._reperes.append(repere)
        # An entry no longer active is known by its identifiant alone.
        self._cles.append(cle if repere.actif else "")
        self._noter("identifiant", valeurs.get("identifiant"), rang)
        if repere.actif:
            self._noter("nom", cle, rang)
            self._noter("telephone", valeurs.get("telephone"), rang)
            self._noter("courriel", valeurs.get("courriel", "").lower(), rang)

    def _noter(self, sorte: str, valeur: Any, rang: int) -> None:
        if valeur:
            self._exacts[sorte, str(valeur)].append(rang)

    def chercher(self, valeurs: Mapping[str, Any]) -> Semblable | None:
        """The surest match first."""
        cle = cle_de(valeurs["nom"])
        for rang in self._exacts.get(("identifiant", valeurs.get("identifiant", "")), ()):
            return Semblable(self._reperes[rang], "même identifiant", certain=True)
        for rang in self._exacts.get(("nom", cle), ()):
            return Semblable(self._reperes[rang], "même nom")
        for sorte, libelle in (("telephone", "même téléphone"), ("courriel", "même courriel")):
            valeur = valeurs.get(sorte, "").lower()
            for rang in self._exacts.get((sorte, valeur), ()):
                note = fuzz.token_set_ratio(cle, self._cles[rang])
                if note >= SEMBLABLE_AUX_MEMES_COORDONNEES:
                    return Semblable(self._reperes[rang], f"{libelle}, nom voisin")
        proches = process.extract(
            cle, self._cles if cle else [], scorer=fuzz.ratio, score_cutoff=SEMBLABLE, limit=3
        )
        # « École 12 » and « École 14 » are not one school.
        rangs = [rang for autre, _, rang in proches if _nombres(autre) == _nombres(cle)]
        return Semblable(self._reperes[rangs[0]], "nom semblable") if rangs else None


def _nombres(cle: str) -> list[str]:
    return re.findall(r"\d+", cle)

"""Figures frozen as text, and read again: exact integers, in an order that never changes."""

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

from .definitions import Indicateur
from .ensemble import registre
from .resultats import Groupe, Methode, Rapport, Rattachement, Resultat


def canonique(contenu: Any) -> str:
    """The one way to write it: same content, same bytes, on both engines."""
    return json.dumps(contenu, ensure_ascii=False, separators=(",", ":"))


def empreinte(texte: str) -> str:
    return sha256(texte.encode()).hexdigest()


def figer(rapport: Rapport) -> dict[str, Any]:
    """``{"debut", "fin", "observe_au", "rattachement", "methode", "chiffres": {id: {n, d, m}}}``:
    numerator, denominator or None, median as « 7/2 » or None."""
    return {
        "debut": str(rapport.debut),
        "fin": str(rapport.fin),
        "observe_au": str(rapport.observe_au),
        "rattachement": rapport.rattachement.value,
        "methode": rapport.methode.value,
        "chiffres": {cle: _figer(resultat) for cle, resultat in rapport.items()},
    }


def _figer(resultat: Resultat) -> dict[str, Any]:
    mediane = None if resultat.mediane is None else str(resultat.mediane)
    return {"n": resultat.numerateur, "d": resultat.denominateur, "m": mediane}


def relire(
    fige: Mapping[str, Any], groupe: Groupe, indicateurs: Mapping[str, Indicateur] | None = None
) -> Rapport:
    """The Rapport that ``figer`` wrote, in the registry's order; an indicator that has left the
    registry since is left out. ``indicateurs`` spares reading the registry again."""
    chiffres = fige["chiffres"]
    return Rapport(
        groupe=groupe,
        debut=date.fromisoformat(fige["debut"]),
        fin=date.fromisoformat(fige["fin"]),
        observe_au=date.fromisoformat(fige["observe_au"]),
        rattachement=Rattachement(fige["rattachement"]),
        methode=Methode(fige["methode"]),
        resultats={
            cle: Resultat(indicateur, ligne["n"], ligne["d"], ligne["m"] and Fraction(ligne["m"]))
            for cle, indicateur in (indicateurs or registre()).items()
            if (ligne := chiffres.get(cle))
        },
    )

"""What the published schema asks of each table (``schema.json`` says its source and licence)."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

Ligne = Mapping[str, str]
Tables = Mapping[str, Sequence[Ligne]]


@dataclass(frozen=True)
class Table:
    nom: str
    fichier: str
    obligatoires: tuple[str, ...]
    references: Mapping[str, str]
    champs: Mapping[str, Mapping[str, Any]]


@cache
def tables() -> dict[str, Table]:
    """By the singular name that the schema gives them."""
    contenu = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
    return {
        nom: Table(nom, t["path"], tuple(t["required"]), t["references"], t["fields"])
        for nom, t in contenu["tables"].items()
    }


def ecarts(paquet: Tables) -> list[str]:
    """Where a package departs from the schema: « services.csv, ligne 3, status : … »."""
    ids = {nom: {ligne.get("id", "") for ligne in lignes} for nom, lignes in paquet.items()}
    trouves = []
    for nom, lignes in paquet.items():
        table = tables()[nom]
        if len(ids[nom]) < len(lignes):
            trouves.append(f"{table.fichier} : identifiant en double")
        for numero, ligne in enumerate(lignes, 2):
            lieu = f"{table.fichier}, ligne {numero}"
            trouves += [f"{lieu}, {ecart}" for ecart in _ecarts_de(table, ligne, ids)]
    return trouves


def _ecarts_de(table: Table, ligne: Ligne, ids: Mapping[str, set[str]]) -> list[str]:
    trouves = [f"{nom} : manquant" for nom in table.obligatoires if not ligne.get(nom)]
    for nom, valeur in ligne.items():
        if nom not in table.champs:
            trouves.append(f"{nom} : champ inconnu")
        elif valeur and not _conforme(table.champs[nom], valeur):
            trouves.append(f"{nom} : valeur refusée")
        cible = table.references.get(nom)
        if cible and valeur and valeur not in ids.get(cible, ()):
            trouves.append(f"{nom} : ne mène à aucune ligne de {cible}")
    if table.nom == "attribute" and ligne["link_id"] not in ids.get(ligne["link_entity"], ()):
        trouves.append("link_id : ne mène à aucune ligne")
    return trouves


def _conforme(champ: Mapping[str, Any], valeur: str) -> bool:
    if "enum" in champ:
        return valeur in champ["enum"]
    try:
        _LECTURES.get(champ.get("format", champ["type"]), str)(valeur)
    except ValueError:
        return False
    return True


def _motif(motif: str) -> Any:
    def lire(valeur: str) -> str:
        if not re.fullmatch(motif, valeur):
            raise ValueError(valeur)
        return valeur

    return lire


_LECTURES: dict[str, Any] = {
    "uuid": UUID,
    "number": float,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "date-time": datetime.fromisoformat,
    "email": _motif(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "uri": _motif(r"[A-Za-z][A-Za-z0-9+.-]*:\S+"),
}

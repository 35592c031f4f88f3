"""The data dictionary of an extract, from the models: ``docs/extrait-de-recherche.md``."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from familles.models.personnes import TrancheAge

from .colonnes import MAJEUR, Colonne, Tranche
from .exclus import CHAMPS, MODELES, PARTOUT
from .tables import LISTES, TABLES, Table

INTRODUCTION = """# Extrait de recherche

Cette page est produite par `manage.py documenter_extrait` à partir des modèles et de
`rapports/extraits/` : ne la modifiez pas ici. Elle accompagne aussi chaque extrait.

Un extrait est une archive zip de tables CSV (UTF-8, virgule, une ligne d’en-têtes). Les codes sont
tirés au hasard pour lui seul et ne sont pas gardés : ils relient ses tables entre elles, mais pas
deux extraits. Les lignes sont dans l’ordre du hasard. Les jours sont ramenés au mois. Une case vide
veut dire qu’on ne sait pas, ou que la question ne se pose pas. « Aujourd’hui » est le jour où
l’extrait a été fait.
"""


def documentation() -> str:
    parties = [INTRODUCTION, *map(_table, TABLES), _listes(), _exclus()]
    return "\n".join(parties)


def _table(table: Table) -> str:
    lignes = [f"## {table.nom}.csv\n", f"{table.sens}\n"]
    lignes += _entetes("Colonne", "Type", "Sens", "Valeurs")
    if not table.sans_code:
        lignes.append("| `code` | code | cette ligne, dans les autres tables de l’extrait | |")
    lignes += [
        f"| `{colonne.nom}` | {colonne.type_pour(champ)} | {_sens(colonne, champ)} "
        f"| {_valeurs(colonne, champ)} |"
        for colonne, champ in zip(table.colonnes, table.champs, strict=True)
    ]
    return "\n".join(lignes) + "\n"


def _entetes(*titres: str) -> list[str]:
    return [f"| {' | '.join(titres)} |", "|---" * len(titres) + "|"]


def _sens(colonne: Colonne, champ: models.Field) -> str:
    aide = f". {champ.help_text}" if champ.help_text else ""
    return colonne.sens or f"{champ.verbose_name}{aide}"


def _valeurs(colonne: Colonne, champ: models.Field) -> str:
    if isinstance(colonne, Tranche):
        return _choix([*TrancheAge.choices, (MAJEUR, "18 ans et plus")])
    if colonne.type_pour(champ) != "liste":
        return ""
    if champ.choices:
        return _choix(champ.flatchoices)
    return next(f"liste `{nom}`" for nom, modele in LISTES.items() if modele is champ.related_model)


def _choix(choix: list[tuple[str, str]]) -> str:
    return "; ".join(f"`{code}` {libelle}" for code, libelle in choix)


def _listes() -> str:
    noms = [f"| `{nom}` | {modele._meta.verbose_name} |" for nom, modele in sorted(LISTES.items())]
    lignes = [
        "## listes.csv\n",
        "Les valeurs des listes de référence : `liste`, `code`, `libelle`.\n",
    ]
    return "\n".join([*lignes, *_entetes("Liste", "Ce que c’est"), *noms]) + "\n"


def _exclus() -> str:
    lignes = ["## Ce qui n’y est jamais\n", *_entetes("De quoi", "Quoi", "Pourquoi")]
    lignes += sorted(
        f"| {_nom(modele)} | tout | {raison} |"
        for modele, raison in MODELES.items()
        if not apps.get_model(modele)._meta.auto_created
    )
    lignes += [f"| partout | `{champ}` | {raison} |" for champ, raison in PARTOUT.items()]
    lignes += [ligne for modele in CHAMPS for ligne in _champs_exclus(modele)]
    return "\n".join(lignes) + "\n"


def _champs_exclus(modele: str) -> Iterator[str]:
    raisons: dict[str, list[str]] = {}
    for champ, raison in CHAMPS[modele].items():
        raisons.setdefault(raison, []).append(f"`{champ}`")
    for raison, champs in raisons.items():
        yield f"| {_nom(modele)} | {', '.join(champs)} | {raison} |"


def _nom(modele: str) -> str:
    return str(apps.get_model(modele)._meta.verbose_name)

"""The map as a page: by table, each field, why it is held, whether it is sealed, how it ends."""

from django.db import models

from proximite.conservation import CLASSES

from . import CARTE, a_la_fin, champs, est_scelle, modeles
from .autres import SANS_PERSONNE
from .mots import Table

ENTETE = """# Renseignements personnels

Ce que l’application tient sur des personnes : pour quoi, qui le lit, combien de temps, et sous
quelle protection. Cette page est produite par `manage.py documenter_donnees` à partir des modèles
et de `confidentialite/carte` : ne la modifiez pas ici. Elle sert à l’évaluation des facteurs
relatifs à la vie privée.

Chaque ligne porte aussi qui l’a saisie et quand, pour pouvoir en répondre. « Scellé » : chiffré
sous la clé de la famille, illisible partout dès que cette clé est détruite. La dernière colonne dit
ce que devient le champ à la fin du dossier.
"""


def documentation() -> str:
    tables = {modele._meta.label: modele for modele in modeles()}
    parties = [ENTETE, _durees()]
    parties += [_section(tables[label], table) for label, table in CARTE.items()]
    parties.append(_sans_personne(tables))
    return "".join(parties)


def _durees() -> str:
    lignes = ["\n## Combien de temps\n", "| Quoi | Durée | À partir de | Pourquoi |"]
    lignes.append("| --- | --- | --- | --- |")
    for classe in CLASSES.values():
        libelle = classe.libelle[:1].upper() + classe.libelle[1:]
        lignes.append(f"| {libelle} | {classe.duree} | {classe.depuis} | {classe.source} |")
    return "\n".join(lignes) + "\n"


def _section(modele: type[models.Model], table: Table) -> str:
    nom = str(modele._meta.verbose_name)
    classe = CLASSES[table.classe]
    lignes = [
        f"\n## {nom[:1].upper()}{nom[1:]} (`{modele._meta.label}`)\n",
        f"- Qui le lit : {table.qui}",
        f"- Gardé : {classe.duree}, à partir de : {classe.depuis}\n",
        "| Champ | Pour quoi | Scellé | À la fin du dossier |",
        "| --- | --- | --- | --- |",
    ]
    finalites = table.finalites
    for champ in champs(modele):
        scelle = "oui" if est_scelle(champ) else ""
        libelle = f"{champ.verbose_name} (`{champ.name}`)"
        fin = a_la_fin(modele, champ)
        lignes.append(f"| {libelle} | {finalites[champ.name]} | {scelle} | {fin} |")
    return "\n".join(lignes) + "\n"


def _sans_personne(tables: dict[str, type[models.Model]]) -> str:
    noms = ", ".join(f"`{label}`" for label in SANS_PERSONNE if label in tables)
    return f"\n## Ce qui ne dit rien de personne\n\n{noms}.\n"

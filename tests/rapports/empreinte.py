"""A digest of what a database holds, the same on every engine and whatever its ids."""

import hashlib
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import models

from familles.models.champs_scelles import Scelle
from familles.models.cle import trousseau

APPLICATIONS = (
    "territoires",
    "comptes",
    "partenaires",
    "activites",
    "familles",
    "referencements",
    "rapports",
)
HORS_EMPREINTE = {"password"}  # salted
# A link that nobody could guess, a key, are others each time; an archive names rows by their ids.
ALEATOIRES = {"lienpartenaire", "lienplan", "archivefusion", "clefamille"}


def modeles() -> list[type[models.Model]]:
    return [
        modele
        for application in APPLICATIONS
        for modele in apps.get_app_config(application).get_models(include_auto_created=True)
        if modele._meta.model_name not in ALEATOIRES
    ]


def empreinte() -> str:
    somme = hashlib.sha256()
    rangs = {modele: _rangs(modele) for modele in modeles()}
    for modele in modeles():
        for ligne in _lignes(modele, rangs):
            somme.update(repr(ligne).encode())
    return somme.hexdigest()


def _rangs(modele: type[models.Model]) -> dict[Any, int]:
    """Ids are made in order of creation: a row is known by its rank."""
    pks = modele._base_manager.order_by("pk").values_list("pk", flat=True)
    return {pk: rang for rang, pk in enumerate(pks)}


def _lignes(modele: type[models.Model], rangs: dict) -> Iterator[list[str]]:
    champs = [c for c in modele._meta.concrete_fields if c.name not in HORS_EMPREINTE]
    noms = [champ.attname for champ in champs]
    for valeurs in modele._base_manager.order_by("pk").values_list(*noms):
        yield [_ecrire(champ, valeur, rangs) for champ, valeur in zip(champs, valeurs, strict=True)]


def _ecrire(champ: models.Field, valeur: Any, rangs: dict) -> str:
    if isinstance(valeur, int) and champ.is_relation:
        return f"{champ.related_model.__name__} {rangs[champ.related_model][valeur]}"
    if champ.primary_key and isinstance(valeur, int):
        return ""
    if isinstance(valeur, Scelle):
        return valeur.ouvrir(champ.colonne, trousseau().par_code(valeur.code).famille)
    if isinstance(valeur, dict):
        return json.dumps(valeur, sort_keys=True, default=str)  # PostgreSQL orders keys its own way
    return str(valeur)


def main(aujourdhui: str) -> None:
    """Fill the database named by the environment, and print its digest. Django is set up."""
    call_command("migrate", verbosity=0)
    call_command("demo", aujourdhui=aujourdhui, sans_publications=True, stdout=StringIO())
    print(empreinte())

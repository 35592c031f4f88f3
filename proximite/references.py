"""Reference lists shipped as CSV files in ``<app>/references/<model>.csv``.

They are loaded after every ``migrate``: missing codes are added, what an administrator has
changed since is left alone.
"""

import csv
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import models, router, transaction


def charger_references(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``, the moment Django itself offers for data that code needs."""
    fichiers = sorted((Path(sender.path) / "references").glob("*.csv"))
    with transaction.atomic(using=using):
        for fichier in fichiers:
            modele = sender.get_model(fichier.stem.split("_", 1)[1])
            if router.allow_migrate_model(using, modele):
                _ajouter_manquants(modele, fichier, using)


def _ajouter_manquants(modele: type[models.Model], fichier: Path, using: str) -> None:
    with fichier.open(encoding="utf-8", newline="") as lignes:
        rangees = [
            modele(**{nom: valeur or None for nom, valeur in ligne.items()})
            for ligne in csv.DictReader(lignes, delimiter=";")
        ]
    modele._default_manager.using(using).bulk_create(rangees, ignore_conflicts=True)

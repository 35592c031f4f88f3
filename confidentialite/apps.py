from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate


class ConfidentialiteConfig(AppConfig):
    name = "confidentialite"
    verbose_name = "Confidentialité"

    def ready(self) -> None:
        from . import (  # noqa: F401 (fill the registries of lower apps)
            conservation,
            corrections,
            courriels,
            depart,
            echeances,
            rappels,
        )

        post_migrate.connect(_elever_le_mur, sender=self)


def _elever_le_mur(using: str, **kwargs: Any) -> None:
    """After ``migrate`` (which says its plan; emptying tables changes no right), once nothing is
    left to migrate: the models describe the tables."""
    from .mur_sql import elever

    if "plan" not in kwargs or _reste_a_migrer(using):
        return
    if reste := elever(using):
        kwargs["stdout"].write(reste + "\n")


def _reste_a_migrer(using: str) -> bool:
    executeur = MigrationExecutor(connections[using])
    return bool(executeur.migration_plan(executeur.loader.graph.leaf_nodes()))

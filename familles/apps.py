from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_migrate

from proximite.references import charger_references


class FamillesConfig(AppConfig):
    name = "familles"
    verbose_name = "Familles"

    def ready(self) -> None:
        from . import courriels, rappels, releves, renouvellement  # noqa: F401 (fill registries)
        from .models.cle import oublier

        post_migrate.connect(charger_references, sender=self)
        for borne in (request_started, request_finished):
            borne.connect(oublier)

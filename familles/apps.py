from django.apps import AppConfig
from django.db.models.signals import post_migrate

from proximite.references import charger_references


class FamillesConfig(AppConfig):
    name = "familles"
    verbose_name = "Familles"

    def ready(self) -> None:
        from . import courriels, rappels, releves  # noqa: F401 (fill the registries of lower apps)

        post_migrate.connect(charger_references, sender=self)

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from proximite.references import charger_references


class ReferencementsConfig(AppConfig):
    name = "referencements"
    verbose_name = "Référencements"

    def ready(self) -> None:
        from . import courriels, rappels, registres  # noqa: F401 (fill the registries of lower apps)

        post_migrate.connect(charger_references, sender=self)

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from proximite.references import charger_references


class TerritoiresConfig(AppConfig):
    name = "territoires"
    verbose_name = "Territoires"

    def ready(self) -> None:
        post_migrate.connect(charger_references, sender=self)

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from proximite.references import charger_references


class PartenairesConfig(AppConfig):
    name = "partenaires"
    verbose_name = "Partenaires"

    def ready(self) -> None:
        post_migrate.connect(charger_references, sender=self)

from django.apps import AppConfig


class RapportsConfig(AppConfig):
    name = "rapports"
    verbose_name = "Rapports"

    def ready(self) -> None:
        from .participation import courriels, rappels  # noqa: F401 (fill the registries of lower apps)

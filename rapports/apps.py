from django.apps import AppConfig


class RapportsConfig(AppConfig):
    name = "rapports"
    verbose_name = "Rapports"

    def ready(self) -> None:
        from . import conservation  # noqa: F401 (declares what it keeps)
        from .participation import courriels, rappels  # noqa: F401 (fill the registries of lower apps)

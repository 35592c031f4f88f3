from django.apps import AppConfig


class ConfidentialiteConfig(AppConfig):
    name = "confidentialite"
    verbose_name = "Confidentialité"

    def ready(self) -> None:
        from . import courriels, rappels  # noqa: F401 (fill the registries of lower apps)

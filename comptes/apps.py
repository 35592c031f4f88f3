from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "comptes"
    verbose_name = "Comptes"

    def ready(self) -> None:
        from . import courriels  # noqa: F401 (registers the invitation's message)
        from .second_facteur import renouvellement  # noqa: F401 (registers its renewal)

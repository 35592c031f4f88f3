from django.apps import AppConfig


class ProximiteConfig(AppConfig):
    name = "proximite"
    verbose_name = "Proximité"

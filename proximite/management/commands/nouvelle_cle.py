import secrets
from base64 import b64encode
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Écrit une clé maîtresse nouvelle, pour CLES_MAITRESSES."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(b64encode(secrets.token_bytes(32)).decode())

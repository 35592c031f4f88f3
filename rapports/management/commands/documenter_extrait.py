"""``docs/extrait-de-recherche.md``, generated from the models."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rapports.extraits.dictionnaire import documentation

FICHIER = settings.BASE_DIR / "docs" / "extrait-de-recherche.md"


class Command(BaseCommand):
    help = "Écrit docs/extrait-de-recherche.md à partir des modèles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--verifier", action="store_true", help="échoue si le fichier n’est pas à jour"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        attendu = documentation()
        if not options["verifier"]:
            FICHIER.write_text(attendu, encoding="utf-8")
        elif not FICHIER.exists() or FICHIER.read_text(encoding="utf-8") != attendu:
            raise CommandError(
                "docs/extrait-de-recherche.md n’est pas à jour : "
                "lancez manage.py documenter_extrait."
            )

"""A page of ``docs/`` that a command writes from the code, or says is out of date."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class CommandeDocument(BaseCommand):
    """``fichier`` is under ``docs/``."""

    fichier: str

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--verifier", action="store_true", help="échoue si le fichier n’est pas à jour"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        page, attendu = settings.BASE_DIR / "docs" / self.fichier, self.documentation()
        if not options["verifier"]:
            page.write_text(attendu, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != attendu:
            commande = type(self).__module__.split(".")[-1]
            raise CommandError(
                f"docs/{self.fichier} n’est pas à jour\u00a0: lancez manage.py {commande}."
            )

    def documentation(self) -> str:
        raise NotImplementedError

"""Does one long work that a page asked for: see ``rapports.taches``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rapports import taches
from rapports.models import Tache


class Command(BaseCommand):
    help = "Exécute une tâche demandée par une page (lancée par l’application elle-même)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pk", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        tache = Tache.objects.filter(pk=options["pk"]).first()
        if tache is None:
            raise CommandError("Cette tâche n’existe pas.", returncode=2)
        taches.executer(tache)

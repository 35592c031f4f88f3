"""Does one long work that a page asked for: see ``rapports.taches``."""

import os
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rapports import taches
from rapports.models import Tache

# Pages come first: it takes what they leave.
PRIORITE = 10


class Command(BaseCommand):
    help = (
        "Exécute une tâche demandée par une page (lancée par l’application elle-même); "
        "sans numéro, oublie les fichiers gardés depuis plus d’un jour."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("pk", type=int, nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["pk"] is None:
            taches.oublier_les_fichiers()
            return
        tache = Tache.objects.filter(pk=options["pk"]).first()
        if tache is None:
            raise CommandError("Cette tâche n’existe pas.", returncode=2)
        # Genres live beside the pages that ask for them: the URLconf knows them all.
        import_module(settings.ROOT_URLCONF)
        os.nice(PRIORITE)
        taches.executer(tache)

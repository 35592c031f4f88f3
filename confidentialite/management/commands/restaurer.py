from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from confidentialite.mur_sql import elever
from confidentialite.sauvegarde.dossier import Refus
from confidentialite.sauvegarde.operations import restaurer


class Command(BaseCommand):
    help = (
        "Ramène une sauvegarde dans la base de DATABASE_URL, qui doit être vide. Arrêtez d’abord "
        "le site. Rien n’est gardé si une table ne revient pas pareille."
    )
    # The base has no table yet.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dossier", type=Path, help="Dossier d’une sauvegarde.")
        parser.add_argument("--trousseau", type=Path, default=settings.TROUSSEAU, metavar="FICHIER")
        parser.add_argument(
            "--tombes-perdues",
            action="store_true",
            help="Continue sans un fichier TOMBES entier\u00a0: ce qui a été détruit depuis la "
            "sauvegarde revient, sauf ce dont la clé n’est plus. Le journal des accès le note.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifeste = restaurer(
                options["dossier"],
                options["trousseau"],
                tombes_perdues=options["tombes_perdues"],
            )
        except Refus as refus:
            raise CommandError(str(refus)) from refus
        lignes = sum(nombre for nombre, _ in manifeste.tables.values())
        self.stdout.write(
            f"Base du {manifeste.prise_le} revenue\u00a0: {len(manifeste.tables)} tables, "
            f"{lignes} lignes, comparées une à une."
        )
        self._elever_le_mur()

    def _elever_le_mur(self) -> None:
        """A copy holds no right: whoever connects as the site would read nothing of it."""
        if connection.vendor != "postgresql":
            return
        if reste := elever("default"):
            self.stderr.write(reste)
        else:
            self.stdout.write("Le second mur et les droits de l’application sont en place.")

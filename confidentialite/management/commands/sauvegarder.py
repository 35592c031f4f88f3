from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from confidentialite.sauvegarde.dossier import Manifeste, Refus, elaguer
from confidentialite.sauvegarde.operations import sauvegarder


class Command(BaseCommand):
    help = (
        "Copie toute la base pendant qu’elle sert, la restaure à part, compare chaque table, puis "
        "garde la copie. Finit en erreur si la copie ne revient pas pareille."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dans", type=Path, default=settings.SAUVEGARDES, metavar="DOSSIER")
        parser.add_argument("--trousseau", type=Path, default=settings.TROUSSEAU, metavar="FICHIER")
        parser.add_argument(
            "--garder",
            type=int,
            default=30,
            metavar="JOURS",
            help="Retire celles qui sont plus vieilles, jamais la dernière (30 par défaut).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dossier = sauvegarder(options["dans"], options["trousseau"])
        except Refus as refus:
            raise CommandError(str(refus)) from refus
        retirees = elaguer(options["dans"], jours=options["garder"], maintenant=timezone.now())
        tables = Manifeste.lire(dossier).tables
        lignes = sum(nombre for nombre, _ in tables.values())
        self.stdout.write(
            f"{dossier}\u00a0: {len(tables)} tables, {lignes} lignes, restaurées à part et "
            f"comparées. Anciennes retirées\u00a0: {len(retirees)}."
        )
        self._refuser_un_ancien_trousseau(options["dans"], options["trousseau"])

    def _refuser_un_ancien_trousseau(self, racine: Path, trousseau: Path) -> None:
        """Where it was by default before: copied with the backups, it would open all of them."""
        ancien = racine / "trousseau.jsonl"
        if ancien.exists() and not (trousseau.exists() and ancien.samefile(trousseau)):
            raise CommandError(
                f"La sauvegarde est faite, et ses clés sont dans {trousseau}. Détruisez {ancien} "
                "et ses copies\u00a0: il tient des clés détruites depuis."
            )

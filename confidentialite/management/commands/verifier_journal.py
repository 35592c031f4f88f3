from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from confidentialite.chaine import ruptures, tete
from confidentialite.sauvegarde.dossier import tetes


class Command(BaseCommand):
    help = (
        "Relit tout le journal des accès et dit où il a été altéré. Notez ailleurs la tête qu’elle "
        "affiche\u00a0: une fin effacée se voit en la redonnant la fois suivante avec --tete."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tete", default="", help="Tête notée plus tôt : numéro:empreinte.")
        parser.add_argument(
            "--sauvegardes",
            type=Path,
            nargs="?",
            const=settings.SAUVEGARDES,
            metavar="DOSSIER",
            help="Cherche aussi la tête que chaque sauvegarde de ce dossier a notée.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        racine = options["sauvegardes"]
        trouvees = list(ruptures(options["tete"], *(tetes(racine) if racine else ())))
        if trouvees:
            raise CommandError("Journal altéré\u00a0:\n- " + "\n- ".join(trouvees))
        self.stdout.write(f"Journal intact. Tête\u00a0: {tete()}")

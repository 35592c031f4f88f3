from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from confidentialite.chaine import ruptures, tete


class Command(BaseCommand):
    help = (
        "Relit tout le journal des accès et dit où il a été altéré. Notez ailleurs la tête qu’elle "
        "affiche\u00a0: une fin effacée se voit en la redonnant la fois suivante avec --tete."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tete", default="", help="Tête notée plus tôt : numéro:empreinte.")

    def handle(self, *args: Any, **options: Any) -> None:
        trouvees = list(ruptures(options["tete"]))
        if trouvees:
            raise CommandError("Journal altéré\u00a0:\n- " + "\n- ".join(trouvees))
        self.stdout.write(f"Journal intact. Tête\u00a0: {tete()}")

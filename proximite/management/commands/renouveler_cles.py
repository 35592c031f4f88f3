from typing import Any

from django.core.management.base import BaseCommand, CommandError

from proximite.renouvellements import RENOUVELLEMENTS
from proximite.typographie import NBSP


class Command(BaseCommand):
    help = (
        "Remet sous la clé maîtresse courante (la première de CLES_MAITRESSES) tout ce que les "
        "autres ont scellé. Interrompue, elle se relance; l’application peut rester ouverte."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        illisibles = 0
        for libelle, renouveler in RENOUVELLEMENTS.items():
            bilan = renouveler()
            illisibles += bilan.illisibles
            self.stdout.write(
                f"{libelle}{NBSP}: {bilan.renouveles} sous la clé courante, "
                f"{bilan.illisibles} illisibles"
            )
        if illisibles:
            raise CommandError(
                "Aucune clé de CLES_MAITRESSES n’ouvre ce qui est illisible. Redonnez celle qui "
                "l’a scellé, puis relancez."
            )
        self.stdout.write("Tout est sous la clé courante.")

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from confidentialite import tombes
from confidentialite.destruction import Motif, rendre_anonyme


class Command(BaseCommand):
    help = (
        "Après une restauration, rend de nouveau anonymes les dossiers que le fichier TOMBES nomme "
        "et que la base tient encore. L’application refuse de servir tant que ce n’est pas fait."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--tombes-perdues",
            action="store_true",
            help="Le fichier TOMBES est perdu, sans copie\u00a0: y récrit d’abord ce que nomme le "
            "registre des destructions de la base.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["tombes_perdues"]:
            self.stdout.write(f"Tombes récrites\u00a0: {tombes.recrire_les_perdues()}.")
        classes = {tombe.code: tombe.classe for tombe in tombes.lire()}
        nombre = sum(
            rendre_anonyme(famille, motif=Motif.REPRISE, classe=classes[famille.code])
            for famille in list(tombes.encore_nommees())
        )
        self.stdout.write(f"Dossiers rendus de nouveau anonymes\u00a0: {nombre}.")

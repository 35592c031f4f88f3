from typing import Any

from django.core.management.base import BaseCommand

from confidentialite import tombes
from confidentialite.destruction import Motif, rendre_anonyme


class Command(BaseCommand):
    help = (
        "Après une restauration, rend de nouveau anonymes les dossiers que le fichier TOMBES nomme "
        "et que la base tient encore. L’application refuse de servir tant que ce n’est pas fait."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        classes = {tombe.code: tombe.classe for tombe in tombes.lire()}
        nombre = sum(
            rendre_anonyme(famille, motif=Motif.REPRISE, classe=classes[famille.code])
            for famille in list(tombes.encore_nommees())
        )
        self.stdout.write(f"Dossiers rendus de nouveau anonymes\u00a0: {nombre}.")

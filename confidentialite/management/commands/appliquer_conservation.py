from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from confidentialite.conservation import echeances


class Command(BaseCommand):
    help = (
        "Montre ce qui est arrivé au bout de sa durée de conservation; avec --executer, le détruit "
        "ou le rend anonyme. Interrompue, la commande reprend où elle en était."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--executer", action="store_true", help="détruire pour vrai")

    def handle(self, *args: Any, **options: Any) -> None:
        maintenant = timezone.now()
        total = 0
        self.stdout.write(f"{'Échus':>8}  {'Gardés':<36}  Quoi")
        for classe, nombre in echeances(maintenant):
            if options["executer"] and classe.finir and nombre:
                nombre = classe.finir(maintenant)
            total += nombre or 0
            affiche = "–" if nombre is None else str(nombre)
            self.stdout.write(f"{affiche:>8}  {classe.duree:<36}  {classe.libelle}")
        if options["executer"]:
            self.stdout.write(f"Fait\u00a0: {total}.")
        elif total:
            self.stdout.write("Rien n’est détruit\u00a0: relancez avec --executer.")

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from confidentialite import tombes
from confidentialite.conservation import echeances
from confidentialite.sauvegarde import cles
from confidentialite.sauvegarde.dossier import Refus


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
            self._accorder_le_trousseau()
        elif total:
            self.stdout.write("Rien n’est détruit\u00a0: relancez avec --executer.")

    def _accorder_le_trousseau(self) -> None:
        """Keys destroyed since the last copy, and those that could not be taken out at once."""
        if not settings.TROUSSEAU.exists():
            return
        try:
            cles.garder(settings.TROUSSEAU, detruites=(tombe.code for tombe in tombes.lire()))
        except (OSError, Refus) as defaut:
            raise CommandError(f"Le trousseau n’a pas été récrit\u00a0: {defaut}") from defaut

"""``manage.py periodes``: create the Periodes of a preset, or say what it would create."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from proximite.typographie import compte
from rapports.models import Periode
from rapports.periodes import MODELES, decouper


class Command(BaseCommand):
    help = "Montre les périodes d’un modèle; les crée avec --ecrire."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--depuis", required=True, metavar="AAAA-MM-JJ", type=_jour)
        parser.add_argument("--modele", required=True, choices=MODELES)
        parser.add_argument(
            "--jusqua",
            metavar="AAAA-MM-JJ",
            type=_jour,
            help="répéter le modèle jusqu’à ce jour, le dernier d’une période",
        )
        parser.add_argument("--ecrire", action="store_true", help="créer les périodes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            periodes = decouper(options["depuis"], options["modele"], jusqua=options["jusqua"])
        except ValueError as refus:
            raise CommandError(str(refus), returncode=2) from None
        with transaction.atomic():
            for periode in periodes:
                self._creer(periode)
                self.stdout.write(f"{periode}\u00a0: du {periode.debut} au {periode.fin}")
            if not options["ecrire"]:
                transaction.set_rollback(True)
        nombre = compte(len(periodes), "période", "périodes")
        suite = "créées." if options["ecrire"] else "à créer; ajoutez --ecrire pour le faire."
        self.stdout.write(f"{nombre} {suite}")

    def _creer(self, periode: Periode) -> None:
        """All or none: one that overlaps another, or bears its name, stops everything."""
        try:
            periode.full_clean()
        except ValidationError as refus:
            raise CommandError(f"{periode}\u00a0: {' '.join(refus.messages)}") from None
        periode.save()


def _jour(saisie: str) -> date:
    try:
        return date.fromisoformat(saisie)
    except ValueError:
        raise CommandError(
            f"«\u00a0{saisie}\u00a0» n’est pas une date\u00a0: écrivez-la comme 2024-01-01.",
            returncode=2,
        ) from None

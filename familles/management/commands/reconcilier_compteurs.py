"""Compares the counters kept on each famille with the rows they count."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import F, Q

from familles import compteurs
from familles.models import Famille
from familles.models.famille import FamilleQuerySet


class Command(BaseCommand):
    help = (
        "Signale les familles dont un compteur conservé diffère des lignes qu’il compte. "
        "Code de sortie 1 s’il y en a et que --corriger n’est pas demandé."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--corriger", action="store_true", help="recalcule ces compteurs")

    @transaction.atomic
    def handle(self, *args: Any, corriger: bool, **options: Any) -> None:
        ecarts = 0
        for champ, familles in _en_ecart().items():
            for code, garde, calcule in familles:
                ecarts += 1
                self.stdout.write(f"{code} {champ} : gardé {garde}, calculé {calcule}")
        if corriger:
            Famille.objects.actualiser_compteurs()
        self.stdout.write(f"{ecarts} écart{'s' if ecarts > 1 else ''}.")
        if ecarts and not corriger:
            sys.exit(1)


def _en_ecart() -> dict[str, Any]:
    """For each counter, the (code, kept, computed) that differ; None and None are equal."""
    return {
        champ: _differentes(champ, expression).values_list("code", champ, "calcule")
        for champ, expression in compteurs.valeurs().items()
    }


def _differentes(champ: str, expression: Any) -> FamilleQuerySet:
    un_seul_connu = Q(calcule__isnull=True, **{f"{champ}__isnull": False}) | Q(
        calcule__isnull=False, **{f"{champ}__isnull": True}
    )
    familles = Famille.objects.annotate(calcule=expression).order_by("code")
    return familles.filter(un_seul_connu | ~Q(calcule=F(champ)))

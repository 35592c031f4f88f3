"""``manage.py demo``: a fictional pilot to look around in."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from comptes.models import Role, Utilisateur
from familles.models import Famille
from partenaires.models import Partenaire
from rapports.demo import noms
from rapports.demo.cadre import COMPTES, MOT_DE_PASSE
from rapports.demo.liens import liens_a_essayer
from rapports.demo.remises import EVALUATION, a_publier
from rapports.demo.remplir import remplir
from rapports.models import Periode
from rapports.publication.publier import publier
from territoires.models import Territoire

PREMIER_JOUR = date(2025, 4, 30)


class Command(BaseCommand):
    help = "Remplit une base vide d’un projet pilote fictif et donne les comptes pour le visiter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--aujourdhui",
            metavar="AAAA-MM-JJ",
            help="le jour jusqu’où va l’activité (par défaut, aujourd’hui)",
        )
        parser.add_argument(
            "--sans-publications",
            action="store_true",
            help="s’arrête aux rapports acceptés, que le comité publiera",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        aujourdhui = _jour(options["aujourdhui"])
        if settings.PRODUCTION:
            raise CommandError("La démonstration ne va jamais en production.", returncode=2)
        if est_en_place():
            self.stdout.write("La démonstration est déjà en place.")
        elif modele := _deja_rempli():
            nom = modele._meta.verbose_name
            raise CommandError(
                f"La base contient déjà des données ({nom}) : la démonstration veut une base vide.",
                returncode=2,
            )
        else:
            remplir(aujourdhui, progres=self._progres)
            if not options["sans_publications"]:
                self._publier()
        self._donner_les_comptes()

    def _progres(self, etapes: list[Any]) -> Any:
        return tqdm(etapes, desc="Territoires", unit="", disable=not sys.stderr.isatty())

    def _publier(self) -> None:
        """What a comité reads; the audit of each publication takes some seconds."""
        for periodes in tqdm(a_publier(), desc="Publications", disable=not sys.stderr.isatty()):
            publier(periodes, par=Utilisateur.objects.get(email=COMPTES[Role.COMITE_PILOTAGE]))

    def _donner_les_comptes(self) -> None:
        self.stdout.write("\nComptes de la démonstration")
        for role, email in COMPTES.items():
            self.stdout.write(f"  {Role(role).label:<40} {email}")
        self.stdout.write(f"  {Role.EVALUATION.label:<40} {EVALUATION}")
        self.stdout.write(f"  Mot de passe de chacun : {MOT_DE_PASSE}")
        self.stdout.write("\nPour jouer le partenaire, sans compte")
        for quoi, adresse in liens_a_essayer().items():
            self.stdout.write(f"  {quoi:<40} {adresse}")
        if settings.EMAIL_FILE_PATH:
            self.stdout.write(f"Les courriels envoyés se lisent dans {settings.EMAIL_FILE_PATH}")


def _jour(saisie: str | None) -> date:
    if not saisie:
        return timezone.localdate()
    try:
        jour = date.fromisoformat(saisie)
    except ValueError:
        raise CommandError(
            f"« {saisie} » n’est pas une date : écrivez-la comme 2025-11-20.", returncode=2
        ) from None
    if jour < PREMIER_JOUR:
        raise CommandError(
            f"La démonstration se termine au plus tôt le {PREMIER_JOUR}.", returncode=2
        )
    return jour


def est_en_place() -> bool:
    """Its four accounts and its territoires, whatever was added since."""
    comptes = Utilisateur.objects.filter(email__in=COMPTES.values()).count()
    territoires = set(Territoire.objects.values_list("code", flat=True))
    return comptes == len(COMPTES) and territoires >= set(noms.TERRITOIRES)


def _deja_rempli() -> Any:
    modeles = (Utilisateur, Famille, Territoire, Partenaire, Periode)
    return next((m for m in modeles if m._default_manager.exists()), None)

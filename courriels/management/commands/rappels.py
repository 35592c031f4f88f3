"""``manage.py rappels``: what is due is put in the outbox, what is in the outbox leaves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courriels.envoi import en_lot, envoyer
from courriels.models import Courriel
from courriels.rappels import deposer_les_dus
from proximite.typographie import compte


class Command(BaseCommand):
    help = (
        "Dépose les rappels dus et envoie les courriels en attente. "
        "À lancer toutes les cinq minutes\u00a0: une alerte de sortie n’attend pas."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with en_lot() as deposes:
            en_panne = deposer_les_dus(timezone.now())
        bilan = envoyer(Courriel.objects.all())
        self.stdout.write(
            f"Courriels déposés\u00a0: {len(deposes)}; envoyés\u00a0: {bilan.envoyes}; "
            f"remis à plus tard\u00a0: {bilan.retardes}; abandonnés\u00a0: {bilan.abandonnes}; "
            f"annulés\u00a0: {bilan.annules}."
        )
        problemes = [f"la source {nom} a échoué" for nom in en_panne]
        if bilan.abandonnes:
            problemes.append(compte(bilan.abandonnes, "courriel abandonné", "courriels abandonnés"))
        if problemes:
            raise CommandError(f"À voir\u00a0: {', '.join(problemes)}.")

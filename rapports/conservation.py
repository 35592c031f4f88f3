"""How long this app keeps what is not a report."""

from datetime import datetime

from django.db.models import QuerySet

from proximite.conservation import Classe, declarer

from .models import Tache


def _fichiers(maintenant: datetime) -> QuerySet[Tache]:
    return Tache.objects.perimees(maintenant).filter(fichier__isnull=False)


declarer(
    Classe(
        "export",
        "fichiers préparés pour être téléchargés",
        "1 jour",
        "la demande",
        "Le temps de les télécharger",
        echues=lambda maintenant: _fichiers(maintenant).count(),
        finir=lambda maintenant: _fichiers(maintenant).update(fichier=None),
    )
)

"""What ``manage.py rappels`` looks for among what people asked: thirty days to answer."""

from datetime import datetime, timedelta

from django.utils import timezone

from courriels import rappels

from . import depots
from .models import Demande

# Days left, and the name of the reminder: ten days before, three, then the day itself.
PALIERS = [(0, "jour"), (3, "trois"), (10, "dix")]


@rappels.source
def rappeler_les_demandes(maintenant: datetime) -> None:
    """One reminder at each palier, the most urgent alone when several are late."""
    aujourdhui = timezone.localdate(maintenant)
    for demande in Demande.objects.echeant(aujourdhui):
        restants = demande.echeance - aujourdhui
        palier = next(nom for jours, nom in PALIERS if restants <= timedelta(days=jours))
        depots.rappeler(demande, palier)

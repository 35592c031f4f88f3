"""What ``manage.py rappels`` does for who is out in visite: run it every five minutes."""

from datetime import datetime

from courriels import rappels

from .models import Sortie


@rappels.source
def alerter_des_sorties(maintenant: datetime) -> None:
    for sortie in Sortie.objects.sans_nouvelles(maintenant):
        sortie.alerter(maintenant)


@rappels.source
def oublier_les_sorties(maintenant: datetime) -> None:
    """When she left and came back is nobody’s business a month later."""
    Sortie.objects.a_oublier(maintenant).delete()

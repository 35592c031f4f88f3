"""Someone is out in visite, for her gestionnaire to see."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from activites.models import Sortie
from comptes.models import Utilisateur
from territoires.models import Territoire

from .hasard import Hasard
from .lot import dater


def partir_en_visite(hasard: Hasard, ptp: Utilisateur, territoire: Territoire) -> None:
    """Out there whatever the hour at which the demonstration is filled; on another day than
    today, in the afternoon."""
    le, saisie = hasard.aujourdhui, hasard.saisie(ptp, hasard.aujourdhui)
    partie_le = timezone.make_aware(datetime.combine(le, time(13)))
    if le == timezone.localdate():
        partie_le = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=40)
    sortie = Sortie.objects.create(
        **saisie,
        territoire=territoire,
        partie_le=partie_le,
        retour_prevu_le=partie_le + timedelta(hours=3, minutes=30),
        ou="Au bout du rang des Pommiers, maison bleue",
    )
    dater(sortie, saisie)

"""Someone is out in visite, for her gestionnaire to see."""

from datetime import datetime, time

from django.utils import timezone

from activites.models import Sortie
from comptes.models import Utilisateur
from territoires.models import Territoire

from .hasard import Hasard
from .lot import dater


def partir_en_visite(hasard: Hasard, ptp: Utilisateur, territoire: Territoire) -> None:
    """Since one in the afternoon; back before supper."""
    le, saisie = hasard.aujourdhui, hasard.saisie(ptp, hasard.aujourdhui)
    sortie = Sortie.objects.create(
        **saisie,
        territoire=territoire,
        partie_le=timezone.make_aware(datetime.combine(le, time(13))),
        retour_prevu_le=timezone.make_aware(datetime.combine(le, time(16, 30))),
        ou="Au bout du rang des Pommiers, maison bleue",
    )
    dater(sortie, saisie)

"""Someone is out in visite, for her gestionnaire to see."""

from datetime import date, datetime, time

from django.utils import timezone

from activites.models import Sortie
from comptes.models import Utilisateur
from territoires.models import Territoire


def partir_en_visite(ptp: Utilisateur, territoire: Territoire, le: date) -> None:
    """Since one in the afternoon; back before supper."""
    Sortie.objects.create(
        saisie_par=ptp,
        territoire=territoire,
        partie_le=timezone.make_aware(datetime.combine(le, time(13))),
        retour_prevu_le=timezone.make_aware(datetime.combine(le, time(16, 30))),
        ou="Au bout du rang des Pommiers, maison bleue",
    )

"""What ``manage.py rappels`` does for passations."""

from datetime import datetime

from django.utils import timezone

from comptes.models import Affectation, Role
from courriels import rappels

from . import depots
from .models import Passation, PointSensible


@rappels.source
def rappeler_les_departs(maintenant: datetime) -> None:
    """Her last day has come: her gestionnaires are told that familles still wait."""
    echues = Passation.objects.en_cours().filter(dernier_jour__lte=timezone.localdate(maintenant))
    for passation in echues:
        en_poste = Affectation.objects.actuelles().filter(
            role=Role.GESTIONNAIRE, territoire=passation.territoire_id
        )
        for gestionnaire in en_poste.personnes():
            depots.annoncer_le_depart(passation, gestionnaire)


@rappels.source
def detruire_ce_qui_ne_se_transmet_pas(maintenant: datetime) -> None:
    """Who wrote it is gone: nobody may read it any more."""
    jour = timezone.localdate(maintenant)
    finies = Passation.objects.en_cours().filter(dernier_jour__lt=jour)
    PointSensible.objects.a_taire().filter(passation_famille__passation__in=finies).delete()

"""What ``manage.py rappels`` looks for in the journal: run every five minutes."""

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone

from courriels import rappels

from .models import AlerteAcces, Consultation

# A PTP accompanies some twenty familles, a week’s work of files in an hour is unusual.
SEUIL_EN_LOT = 25
SEUIL_LA_NUIT = 5
SEUIL_REFUS = 10
NUIT = (23, 0, 1, 2, 3, 4)  # hours, where people are
RECUL = timedelta(hours=3)


@rappels.source
def signaler_les_acces_inhabituels(maintenant: datetime) -> None:
    recentes = Consultation.objects.filter(
        le__gte=_debut_d_heure(maintenant - RECUL), utilisateur__isnull=False
    )
    ouverts = recentes.exclude(geste=Consultation.Geste.REFUS).filter(famille__isnull=False)
    refus = recentes.sur(Consultation.Geste.REFUS)
    _signaler(AlerteAcces.Motif.EN_LOT, ouverts, Count("famille", distinct=True), SEUIL_EN_LOT)
    _signaler(
        AlerteAcces.Motif.LA_NUIT,
        ouverts.filter(le__hour__in=NUIT),
        Count("famille", distinct=True),
        SEUIL_LA_NUIT,
    )
    _signaler(AlerteAcces.Motif.REFUS, refus, Count("pk"), SEUIL_REFUS)


def _signaler(motif: str, lignes: QuerySet[Consultation], combien: Count, seuil: int) -> None:
    par_heure = (
        lignes.order_by()
        .annotate(heure=TruncHour("le"))
        .values("utilisateur", "heure")
        .annotate(combien=combien)
        .filter(combien__gte=seuil)
    )
    for compte in par_heure:
        AlerteAcces.signaler(compte["utilisateur"], motif, compte["heure"], compte["combien"])


def _debut_d_heure(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(minute=0, second=0, microsecond=0)

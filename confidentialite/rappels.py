"""What ``manage.py rappels`` looks for in the journal: run every five minutes."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone

from courriels import rappels

from .gestes import LIGNE_A_LIGNE, PARCOURENT
from .models import AlerteAcces, Consultation, ConsultationQuerySet

Motif, Geste = AlerteAcces.Motif, Consultation.Geste
# A PTP accompanies some twenty familles, a week’s work of files in an hour is unusual.
SEUIL_EN_LOT = 25
# Two full pages of a list: whoever looks for one famille finds her before the third.
SEUIL_LISTES = 101
SEUIL_EXPORTS = 10
SEUIL_LA_NUIT = 5
SEUIL_REFUS = 10
NUIT = (23, 0, 1, 2, 3, 4)  # hours, where people are
RECUL = timedelta(hours=3)


@rappels.source
def signaler_les_acces_inhabituels(maintenant: datetime) -> None:
    recentes = Consultation.objects.filter(
        le__gte=_debut_d_heure(maintenant - RECUL), utilisateur__isnull=False
    )
    ouverts = recentes.exclude(geste=Geste.REFUS).filter(famille__isnull=False)
    exports = recentes.sur(Geste.EXPORT).filter(page__in=LIGNE_A_LIGNE)
    _signaler(Motif.EN_LOT, ouverts, Count("famille", distinct=True), SEUIL_EN_LOT)
    _signaler_les_listes(recentes)
    _signaler(Motif.EXPORTS, exports, Count("pk"), SEUIL_EXPORTS)
    _signaler(
        Motif.LA_NUIT,
        ouverts.filter(le__hour__in=NUIT),
        Count("famille", distinct=True),
        SEUIL_LA_NUIT,
    )
    _signaler(Motif.REFUS, recentes.sur(Geste.REFUS), Count("pk"), SEUIL_REFUS)


def _signaler_les_listes(recentes: ConsultationQuerySet) -> None:
    """Different familles shown in an hour, alone or among others. What a search or an entry loads
    to look through is not shown."""
    montrees: dict[tuple[int, datetime], set[int]] = defaultdict(set)
    lues = recentes.sur(Geste.LECTURE, Geste.IMPRESSION, Geste.EXPORT).exclude(page__in=PARCOURENT)
    for ligne in lues.only("utilisateur", "le", "famille", "autres").iterator():
        siennes = montrees[ligne.utilisateur_id or 0, _debut_d_heure(ligne.le)]
        siennes.update(ligne.autres_ids, [ligne.famille] if ligne.famille else [])
    for (utilisateur, heure), familles in montrees.items():
        if len(familles) >= SEUIL_LISTES:
            AlerteAcces.signaler(utilisateur, Motif.LISTES, heure, len(familles))


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

"""Days without a PTP, said beside the figures that they can explain (DOMAINE §4.3, I-41v)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from comptes.models import Affectation, Role
from proximite.typographie import compte, date_moyenne

from .equipe import JOUR, Fenetre


def vacances(territoire: int, debut: date, fin: date) -> list[Fenetre]:
    """The days of these dates, since the territoire first had someone, when nobody works there.
    Days to come have no one yet."""
    fin = min(fin, timezone.localdate())
    postes = Affectation.objects.filter(role=Role.PTP, territoire=territoire, du__lte=fin)
    libres, suivant = [], None
    for du, au in postes.order_by("du", "pk").values_list("du", "au"):
        if suivant and du > suivant:
            libres.append(Fenetre(suivant, du - JOUR))
        suivant = max(suivant or date.min, (au or fin) + JOUR)
    if suivant and suivant <= fin:
        libres.append(Fenetre(suivant, fin))
    return [Fenetre(max(v.debut, debut), v.fin) for v in libres if v.fin >= debut]


def en_mots(libres: Sequence[Fenetre]) -> list[str]:
    """« Sans PTP du 3 au 28 mars (26 jours) », as a report freezes it."""
    return [_phrase(v) for v in libres]


def _phrase(vacance: Fenetre) -> str:
    jours = vacance.jours
    duree = compte(jours, "jour", "jours")
    if jours == 1:
        return f"Sans PTP le {date_moyenne(vacance.debut)} ({duree})"
    du, au = date_moyenne(vacance.debut), date_moyenne(vacance.fin)
    return f"Sans PTP du {du} au {au} ({duree})"


def figees(contenu: Mapping[str, Any]) -> list[str]:
    """As they were when frozen; a report frozen before they were kept says nothing of them."""
    return list(contenu.get("vacances", []))

"""The keys of the familles under the current master key; and the refusal to start without those
that open them."""

from typing import Any

from django.core import checks
from django.db import OperationalError, ProgrammingError, transaction

from familles.models.cle import LOT, CleFamille
from proximite import portee
from proximite.depart import verification
from proximite.renouvellements import Bilan, renouvellement
from proximite.scelles import ScelleIllisible
from proximite.typographie import NBSP


@renouvellement("Clés des familles")
def renouveler() -> Bilan:
    renouveles = illisibles = 0
    dernier = ""
    anciennes = CleFamille.objects.d_une_autre_cle_maitresse().order_by("pk")
    while lot := list(anciennes.filter(pk__gt=dernier)[:LOT]):
        with transaction.atomic():
            for cle in lot:
                try:
                    renouveles += cle.renouveler()
                except ScelleIllisible:
                    illisibles += 1
        dernier = lot[-1].pk
    return Bilan(renouveles, illisibles)


@verification
@portee.reseau("Une clé qui ne s’ouvre pas se cherche partout.")
def cles_qui_s_ouvrent() -> str:
    """Before the first page, rather than at the first famille."""
    try:
        fermees = CleFamille.objects.impossibles_a_ouvrir().count()
        premiere = CleFamille.objects.first()
    except (OperationalError, ProgrammingError):
        return ""  # no database yet, or not migrated: the page of health says so
    if not fermees and _s_ouvre(premiere):
        return ""
    return (
        f"CLES_MAITRESSES n’ouvre pas les clés des familles de cette base ({fermees or 'toutes'})"
        f"{NBSP}: ce qui les nomme serait illisible. Redonnez, derrière la clé courante, celle qui "
        "les a scellées"
    )


@checks.register(checks.Tags.database)
def verifier_les_cles(databases: Any = None, **_options: Any) -> list[checks.CheckMessage]:
    """The same, for ``manage.py check --database default``."""
    raison = cles_qui_s_ouvrent() if databases else ""
    return [checks.Error(raison, id="familles.E001")] if raison else []


def _s_ouvre(cle: CleFamille | None) -> bool:
    try:
        return cle is None or bool(cle.secret())
    except ScelleIllisible:
        return False

"""The rows that a toile is woven of: référencements both ways, and who sits at the same table."""

from datetime import date

from django.db.models import F, QuerySet

from activites.models import ActiviteReseautage
from referencements.models import Referencement

Presence = ActiviteReseautage.partenaires.through


def echanges(debut: date, fin: date, territoires: frozenset[int] | None = None) -> QuerySet:
    """The référencements of the period, both directions, the porteur’s own services apart."""
    lignes = Referencement.objects.faits().pendant(debut, fin).filter(vers_porteur=False)
    if territoires is not None:
        lignes = lignes.dans_territoires(territoires)
    return lignes.order_by()


def presences(debut: date, fin: date, territoires: frozenset[int] | None = None) -> QuerySet:
    """One row for each partenaire at each réseautage of the period, the porteur itself apart."""
    lignes = Presence.objects.filter(activitereseautage__date__range=(debut, fin))
    if territoires is not None:
        lignes = lignes.filter(activitereseautage__territoire__in=territoires)
    porteur = F("activitereseautage__territoire__organisme")
    return lignes.exclude(partenaire__organisme_porteur=porteur).order_by()

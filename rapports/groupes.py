"""The groupes of a split: those that have a territoire."""

from collections.abc import Mapping

from django.db.models import Count

from territoires.models import Territoire

from .requetes import AXES, Demande


def territoires_par_groupe(demande: Demande) -> Mapping[str, int]:
    """How many territoires each groupe has; without a split, one groupe of code ""."""
    territoires = Territoire.objects.order_by()
    if demande.territoires is not None:
        territoires = territoires.filter(pk__in=demande.territoires)
    if demande.par is None:
        return {"": territoires.count()}
    axe = AXES[demande.par].removeprefix("territoire__")
    return dict(territoires.values_list(axe).annotate(n=Count("pk")))


def groupes_presents(demande: Demande) -> list[str]:
    return list(territoires_par_groupe(demande)) if demande.par else [""]

"""The needs brought to light with familles (DOMAINE §4.3, I-20)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from familles.models import Besoin

from .requetes import Demande


def nouveaux(demande: Demande) -> QuerySet:
    """One row for each (famille, type) first brought to light in the period, with its groupe: what
    is opened again is not a need more."""
    avant = Besoin.objects.filter(
        Q(mis_en_relief_le__lt=OuterRef("mis_en_relief_le"))
        | Q(mis_en_relief_le=OuterRef("mis_en_relief_le"), pk__lt=OuterRef("pk")),
        famille=OuterRef("famille"),
        type=OuterRef("type"),
    )
    de_la_periode = Besoin.objects.filter(mis_en_relief_le__range=(demande.debut, demande.fin))
    return demande.portee(de_la_periode.exclude(Exists(avant)), "famille__")

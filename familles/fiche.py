"""What the page of a famille reads, each table once whatever its length."""

from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet

from familles.models import (
    Accompagnement,
    Adulte,
    Besoin,
    Enfant,
    EvaluationIsolement,
    Famille,
    Intervention,
    JalonLienConfiance,
    Promesse,
    Vulnerabilite,
)
from familles.models.famille import FamilleQuerySet


def avec_tout(familles: FamilleQuerySet) -> FamilleQuerySet:
    """The rows that the page and the timeline of this app show."""
    lectures: dict[str, QuerySet[Any]] = {
        "adultes": Adulte.objects.select_related("identite"),
        "besoins": Besoin.objects.select_related("type"),
        "vulnerabilites": Vulnerabilite.objects.select_related("type", "adulte__identite"),
        "evaluations": EvaluationIsolement.objects.select_related("saisie_par"),
        "jalons_confiance": JalonLienConfiance.objects.select_related("saisie_par"),
        "promesses": Promesse.objects.select_related("saisie_par"),
        "accompagnements": Accompagnement.objects.select_related("ptp"),
        "interventions": Intervention.objects.select_related("saisie_par").prefetch_related(
            "besoins"
        ),
    }
    return familles.select_related("identite", "voie_reperage", "territoire").prefetch_related(
        *(Prefetch(nom, queryset=lignes) for nom, lignes in lectures.items())
    )


def enfants_de(famille: Famille) -> list[Enfant]:
    """Oldest first, those in shared custody included."""
    enfants = Enfant.objects.de_la_famille(famille)
    return list(enfants.select_related("identite", "famille", "autre_famille"))


def besoins_par_niveau(famille: Famille) -> list[tuple[str, list[Besoin]]]:
    """Besoins de base first; open ones before the others."""
    besoins = sorted(famille.besoins.all(), key=lambda b: (b.type.ordre, not b.est_ouvert))
    return [
        (niveau, sorted(lignes, key=lambda besoin: not besoin.est_ouvert))
        for niveau, lignes in groupby(besoins, key=lambda besoin: besoin.type.get_niveau_display())
    ]

"""What the page of a famille reads, each table once whatever its length."""

from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet

from familles.models import (
    Accompagnement,
    Adulte,
    Besoin,
    Consentement,
    Enfant,
    EvaluationIsolement,
    Famille,
    FusionFamille,
    Intervention,
    JalonLienConfiance,
    Promesse,
    Transfert,
    Vulnerabilite,
)
from familles.models.famille import FamilleQuerySet

# Of an agreement: who gave it, to whom, who wrote it down, whether it was withdrawn.
AVEC_PERSONNES = (
    "adulte__identite",
    "jeune__identite",
    "partenaire",
    "saisie_par",
    "retrait__retire_par",
)


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
        "consentements": Consentement.objects.select_related(*AVEC_PERSONNES),
        "fusions": FusionFamille.objects.select_related("absorbee", "saisie_par", "annulee_par"),
        "transferts": Transfert.objects.select_related("de", "vers", "saisie_par", "decide_par"),
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


def accords(famille: Famille, le: date) -> dict[str, list[Consentement]]:
    """Those in force first, the sooner to end the sooner read; then the others."""
    tous = list(famille.consentements.all())
    en_vigueur = [accord for accord in tous if accord.est_en_vigueur(le)]
    return {
        "en_vigueur": sorted(en_vigueur, key=lambda accord: accord.valable_jusqu_au),
        "passes": [accord for accord in tous if accord not in en_vigueur],
    }

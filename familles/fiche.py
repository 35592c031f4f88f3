"""What the page of a famille reads, each table once whatever its length."""

from collections.abc import Container
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from familles.models import (
    Accompagnement,
    Adulte,
    Besoin,
    Consentement,
    Enfant,
    EtapePlan,
    EvaluationIsolement,
    Famille,
    FusionFamille,
    Intervention,
    JalonLienConfiance,
    PassationFamille,
    PlanDeMatch,
    Promesse,
    RendezVous,
    RessentiParent,
    SuiviBesoin,
    Transfert,
    Vulnerabilite,
)
from familles.models.famille import FamilleQuerySet
from familles.models.passation import en_attente_de_releve
from familles.rythme import prochain_contact

# Of an agreement: who gave it, to whom, who wrote it down, whether it was withdrawn.
AVEC_PERSONNES = (
    "adulte__identite",
    "jeune__identite",
    "partenaire",
    "saisie_par",
    "retrait__retire_par",
)

AVEC_SUIVIS = Prefetch(
    "suivis", queryset=SuiviBesoin.objects.select_related("organisme", "saisie_par")
)
PROMESSES_PASSEES = 5


def avec_tout(familles: FamilleQuerySet) -> FamilleQuerySet:
    """The rows that the page and the timeline of this app show."""
    touches = Besoin.objects.ouverts().filter(interventions=OuterRef("pk"))
    touche = {"touche_un_besoin_ouvert": Exists(touches)}
    lectures: dict[str, QuerySet[Any]] = {
        "adultes": Adulte.objects.select_related("identite"),
        "besoins": Besoin.objects.select_related("type").prefetch_related(AVEC_SUIVIS),
        "vulnerabilites": Vulnerabilite.objects.select_related("type", "adulte__identite"),
        "evaluations": EvaluationIsolement.objects.select_related("saisie_par"),
        "jalons_confiance": JalonLienConfiance.objects.select_related("saisie_par"),
        "plans": PlanDeMatch.objects.prefetch_related("etapes__etat_par"),
        "promesses": Promesse.objects.select_related("saisie_par"),
        "rendez_vous": RendezVous.objects.select_related("saisie_par"),
        "ressentis": RessentiParent.objects.select_related("adulte__identite", "saisie_par"),
        "passations": PassationFamille.objects.select_related(
            "passation__de", "passation__a", "passation__second_contact"
        ),
        "accompagnements": Accompagnement.objects.select_related("ptp"),
        "consentements": Consentement.objects.select_related(*AVEC_PERSONNES),
        "fusions": FusionFamille.objects.select_related("absorbee", "saisie_par", "annulee_par"),
        "transferts": Transfert.objects.select_related("de", "vers", "saisie_par", "decide_par"),
        "interventions": Intervention.objects.select_related("saisie_par").annotate(**touche),
    }
    attente = {"attend_releve": Exists(en_attente_de_releve().filter(famille=OuterRef("pk")))}
    familles = familles.annotate(**attente)
    return familles.select_related("identite", "voie_reperage", "territoire").prefetch_related(
        *(Prefetch(nom, queryset=lignes) for nom, lignes in lectures.items())
    )


def etapes_a_faire(famille: Famille) -> list[EtapePlan]:
    """Those of the plan that goes on, in the order chosen with her."""
    en_cours = [plan for plan in famille.plans.all() if plan.est_en_cours]
    return [etape for plan in en_cours for etape in plan.etapes.all() if etape.est_a_faire]


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


def besoins_a_commencer(famille: Famille, en_demarche: Container[str]) -> list[Besoin]:
    """Besoins de base that nothing has been tried for: one may begin with them.

    ``en_demarche``: the besoins that an organisme is approached for, in words.
    """
    return [
        besoin
        for besoin in famille.besoins.all()
        if besoin.est_de_base
        and besoin.etat == Besoin.Etat.MIS_EN_RELIEF
        and str(besoin.type) not in en_demarche
    ]


def contacts(famille: Famille, le: date) -> dict[str, Any]:
    """The rendez-vous planned, those of the past, and when the next one would be."""
    tous = list(famille.rendez_vous.all())
    passes = [rendez_vous for rendez_vous in tous if not rendez_vous.est_prevu]
    return {
        "prevus": [rendez_vous for rendez_vous in tous if rendez_vous.est_prevu],
        "passes": sorted(passes, key=lambda passe: (passe.prevu_le, passe.pk), reverse=True),
        "propose_le": prochain_contact(famille, le),
    }


def promesses(famille: Famille) -> dict[str, list[Promesse]]:
    toutes = list(famille.promesses.all())
    fermees = [promesse for promesse in toutes if not promesse.est_a_tenir]
    fermees.sort(key=lambda promesse: (promesse.fermee_le or date.min, promesse.pk), reverse=True)
    return {
        "a_tenir": [promesse for promesse in toutes if promesse.est_a_tenir],
        "passees": fermees[:PROMESSES_PASSEES],
    }


def accords(famille: Famille, le: date) -> dict[str, list[Consentement]]:
    """Those in force first, the sooner to end the sooner read; then the others."""
    tous = list(famille.consentements.all())
    en_vigueur = [accord for accord in tous if accord.est_en_vigueur(le)]
    return {
        "en_vigueur": sorted(en_vigueur, key=lambda accord: accord.valable_jusqu_au),
        "passes": [accord for accord in tous if accord not in en_vigueur],
    }

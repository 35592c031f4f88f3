"""What is observed between two grilles of the same famille (DOMAINE §5.3-A), and trust (I-23)."""

from datetime import date, timedelta

import pytest

from rapports.complement import completer
from referencements.models.etats import Etat
from tests.familles.factories import JalonLienConfianceFactory
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.factories import referencement_sortant

from .situations import DEBUT, FIN, PENDANT, evaluer, famille_accompagnee

AVANT = date(2023, 11, 1)
APRES = AVANT + timedelta(days=90)
LOURDE = {"services": 3, "transport": 2, "economique": 2, "reseau_soutien": 3}
LEGERE = {"services": 1, "transport": 2, "economique": 1, "reseau_soutien": 1}


def resultat(identifiant, **options):
    return completer(DEBUT, FIN, **options)[None][identifiant]


def paire(identifiant):
    chiffre = resultat(identifiant)
    return chiffre.numerateur, chiffre.denominateur


@pytest.fixture
def famille(territoire, ptp):
    return famille_accompagnee(territoire, ptp)


def grilles(famille, avant=LOURDE, apres=LEGERE, *, le=APRES, ensuite="reguliere", **premiere):
    evaluation = evaluer(famille, "peu", vaut_le=AVANT, **(avant | premiere))
    if apres is not None:
        evaluer(famille, ensuite, moment="suivi", vaut_le=le, **apres)
    return evaluation


def test_lower_score_is_less_isolation_observed(famille):
    grilles(famille)
    assert paire("A0") == (1, 1)
    assert paire("A1") == (1, 1)
    assert resultat("A1").indicateur.libelle.endswith("évolution observée")


def test_same_or_higher_score_is_not(famille):
    grilles(famille, apres=LOURDE)
    assert paire("A1") == (0, 1)


def test_score_is_a_share_of_the_dimensions_rated(famille):
    """Ten of twelve, then twelve of eighteen: more points, fewer obstacles."""
    entiere = LOURDE | {"langue_culture": 1, "rapport_institutions": 1}
    grilles(famille, apres=entiere)
    assert paire("A1") == (1, 1)


def test_grilles_89_days_apart_are_not_a_pair(famille):
    grilles(famille, le=APRES - timedelta(days=1))
    assert paire("A0") == (0, 1)
    assert resultat("A1").affichage == "s.\u00a0o."
    assert paire("A0s") == (1, 1)


def test_grille_after_the_period_belongs_to_the_next(famille):
    grilles(famille, le=FIN + timedelta(days=1))
    assert paire("A0") == (0, 1)


def test_grille_with_three_dimensions_rated_says_too_little(famille):
    grilles(famille, apres=dict(list(LEGERE.items())[:3]))
    assert paire("A0") == (0, 1)


def test_corrected_grille_gives_way_to_its_correction(famille):
    premiere = grilles(famille)
    correction = premiere.nouvelle_version()
    for dimension in LOURDE:
        setattr(correction, dimension, 0)
    correction.motif_correction = "Cotes inversées"
    correction.saisie_par = famille.saisie_par
    correction.consigner()
    assert paire("A1") == (0, 1)


def test_latest_grille_of_the_period_is_the_second_one(famille):
    grilles(famille)
    evaluer(famille, "peu", moment="suivi", vaut_le=FIN, **LOURDE)
    assert paire("A1") == (0, 1)


def test_famille_not_isolated_at_first_contact_is_not_of_the_cohort(famille):
    evaluer(famille, "reguliere", vaut_le=AVANT, **LOURDE)
    evaluer(famille, "reguliere", moment="suivi", vaut_le=APRES, **LEGERE)
    assert paire("A0") == (0, 0)


def test_each_dimension_has_the_median_of_its_move(famille):
    grilles(famille)
    assert resultat("A2.services").affichage == "\u22122,0\u00a0points"
    assert resultat("A2.transport").mediane == 0
    assert resultat("A2.langue_culture").affichage == "s.\u00a0o."


def test_regular_use_follows_the_definition_of_isolation(famille, territoire, ptp):
    autre = famille_accompagnee(territoire, ptp)
    grilles(famille)
    grilles(autre, ensuite="inconnue")
    assert paire("A3") == (1, 1)
    assert paire("A3c") == (1, 2)


def test_start_of_familles_seen_once_is_shown_beside(famille, territoire, ptp):
    grilles(famille)
    grilles(famille_accompagnee(territoire, ptp), avant=LEGERE, apres=None)
    assert resultat("A0p").affichage == "83\u00a0points"
    assert resultat("A0s").affichage == "42\u00a0points"


def test_resource_is_new_the_first_time_its_service_begins(famille, territoire, ptp):
    grilles(famille, apres=None)
    ancien, nouveau = (PartenaireFactory(territoires=[territoire]) for _ in range(2))
    for partenaire, le in [(ancien, AVANT), (ancien, PENDANT), (nouveau, PENDANT)]:
        if le == AVANT:
            famille.accompagnements.get().avancer_debut(au=AVANT, motif="Repris du cahier")
        referencement_sortant(
            famille, par=ptp, etat=Etat.SERVICE_AMORCE, le=le, partenaire=partenaire
        )
    assert paire("A4") == (1, 1)


def test_bond_is_dated_from_the_first_time_it_is_established(famille):
    for etape, le in [
        ("en_construction", date(2023, 10, 2)),
        ("etabli", date(2023, 11, 10)),
        ("a_rebatir", date(2024, 1, 10)),
        ("etabli", date(2024, 3, 1)),
    ]:
        JalonLienConfianceFactory(famille=famille, etape=etape, date=le)
    assert paire("I-23") == (1, 1)
    assert resultat("I-23d").affichage == "40\u00a0jours"


def test_bond_established_after_the_period_is_not_there_yet(famille):
    JalonLienConfianceFactory(famille=famille, etape="etabli", date=FIN + timedelta(days=1))
    assert paire("I-23") == (0, 1)

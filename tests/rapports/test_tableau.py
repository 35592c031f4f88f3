"""What dashboards count beside the rapport de participation."""

from datetime import date

import pytest

from activites.models import ActiviteReseautage, DemandeHorsMandat
from rapports.indicateurs_tableau import PAR_ID_TABLEAU, par_id
from rapports.tableau import mesurer
from tests.rapports.conftest import MARS, accompagner
from tests.referencements.factories import (
    constater,
    referencement_entrant,
    referencement_sortant,
)

FEVRIER, AVRIL = date(2024, 2, 5), date(2024, 4, 1)
HIVER = (date(2024, 1, 1), date(2024, 3, 31))


def chiffres(*identifiants, territoires=None):
    mesures = mesurer(*HIVER, territoires=territoires)[None]
    return [mesures[identifiant].numerateur for identifiant in identifiants]


def test_steps_from_joining_to_a_service(famille):
    assert chiffres("I-01j", "I-19f", "I-17f") == [1, 1, 1]


def test_famille_referred_twice_counts_once(famille, ptp):
    referencement_sortant(famille, par=ptp, etat="mediation_faite", le=MARS)
    assert chiffres("I-19f") == [1]


def test_referencements_by_answer_and_by_secteur_both_ways(famille, territoire, ptp):
    entrant = referencement_entrant(territoire, par=ptp, le=MARS)
    secteur = entrant.secteur_id
    assert chiffres("I-18.service_amorce", "I-18e.mediation_faite", f"I-11s.{secteur}") == [1, 1, 1]
    part = mesurer(*HIVER)[None]["I-18.service_amorce"]
    assert (part.denominateur, part.affichage) == (1, "100\u00a0%")


def test_trous_de_services_of_the_period(famille, territoire, ptp):
    constater(territoire, par=ptp, le=MARS, nb_enfants=2)
    constater(territoire, par=ptp, le=MARS).trou.passer_a("resolu", par=ptp, le=MARS)
    constater(territoire, par=ptp, le=AVRIL)
    assert chiffres("I-22", "I-22.logement", "I-22o", "I-22e") == [2, 2, 1, 2]


def test_joined_constats_are_one_trou_and_each_famille_is_counted_once(famille, territoire, ptp):
    premier = constater(territoire, par=ptp, le=FEVRIER, famille=famille, nb_enfants=1)
    for nb_enfants in (3, None):
        constater(
            territoire,
            par=ptp,
            le=MARS,
            famille=famille,
            nb_enfants=nb_enfants,
            trou=premier.trou,
        )
    constater(territoire, par=ptp, le=MARS, nb_enfants=2, trou=premier.trou)
    constater(territoire, par=ptp, le=AVRIL, famille=famille, nb_enfants=9, trou=premier.trou)
    assert chiffres("I-22", "I-22.logement", "I-22o", "I-22e") == [1, 1, 1, 5]


def test_hours_are_the_sum_of_minutes_with_travel_apart(famille, territoire, ptp):
    commun = {"territoire": territoire, "saisie_par": ptp, "date": MARS}
    ActiviteReseautage.objects.create(
        objet="Table",
        type_action="espaces_dialogue",
        duree_min=120,
        deplacement_min=30,
        meteo_min=20,
        **commun,
    )
    DemandeHorsMandat.objects.create(nature="traduction", duree_min=60, **commun)
    identifiants = ["I-41", "I-41f", "I-41r", "I-43h", "I-41d", "I-41w", "I-43"]
    assert chiffres(*identifiants) == [45 + 15 + 120 + 30 + 60, 45, 120, 60, 45, 20, 1]


def test_load_is_accompagnements_in_course_for_each_ptp(famille, ptp):
    ptp.affectations.update(du=date(2024, 1, 1))
    charge = mesurer(*HIVER)[None]["I-41c"]
    assert (charge.numerateur, charge.denominateur) == (1, 1)


def test_coverage_counts_territoires_with_an_intervention(famille, autre_territoire):
    assert chiffres("I-40", "I-40t", "I-40r") == [1, 2, 1]


def test_figures_of_a_territoire_ignore_the_others(famille, autre_territoire):
    ailleurs = frozenset({autre_territoire.pk})
    assert chiffres("I-01j", "I-19f", "I-41", "I-40", territoires=ailleurs) == [0, 0, 0, 0]


def test_groups_add_up_to_the_whole(famille, territoire, autre_territoire, inconnue):
    autre_territoire.milieu = "urbain"
    autre_territoire.save()
    accompagner(autre_territoire, inconnue)
    mesures = mesurer(*HIVER, par="milieu")
    assert set(mesures) == {None, "rural", "urbain"}
    for identifiant in ("I-01j", "I-19f", "I-22", "I-41", "I-40"):
        parts = [mesures[milieu][identifiant].numerateur for milieu in ("rural", "urbain")]
        assert sum(parts) == mesures[None][identifiant].numerateur


def test_nothing_to_divide_by_is_without_object(db):
    mesures = mesurer(*HIVER)[None]
    assert mesures["I-41c"].affichage == "s.\u00a0o."
    assert mesures["I-18.acceptee"].affichage == "s.\u00a0o."


@pytest.mark.parametrize("indicateur", PAR_ID_TABLEAU.values(), ids=PAR_ID_TABLEAU)
def test_each_indicator_says_what_it_means(indicateur):
    assert indicateur.definition
    assert indicateur.numerateur
    assert indicateur.source


def test_part_of_an_indicator_has_the_definition_of_the_whole():
    assert par_id("I-18.acceptee").id == "I-18"
    assert par_id("I-13.logement").id == "I-13"
    assert par_id("I-999") is None

from datetime import date

import pytest

from familles import chronologie as registre
from familles.chronologie import Entree, chronologie

from .factories import (
    AccompagnementFactory,
    EvaluationIsolementFactory,
    FamilleFactory,
    InterventionFactory,
    JalonLienConfianceFactory,
    PromesseFactory,
)


@pytest.fixture
def famille(db):
    return FamilleFactory()


def test_one_story_last_moment_first(famille):
    accompagnement = AccompagnementFactory(
        famille=famille, date_debut=date(2024, 3, 1), date_fin=date(2024, 9, 1), motif_fin="autre"
    )
    InterventionFactory(
        famille=famille, accompagnement=accompagnement, date=date(2024, 4, 1), note="Un café"
    )
    EvaluationIsolementFactory(famille=famille, vaut_le=date(2024, 5, 1))
    JalonLienConfianceFactory(famille=famille, date=date(2024, 6, 1))
    PromesseFactory(famille=famille).tenir(le=date(2024, 7, 1))
    assert [entree.genre for entree in chronologie(famille)] == [
        "fin",
        "promesse",
        "jalon",
        "evaluation",
        "intervention",
        "debut",
    ]


def test_last_moment_of_a_day_comes_first(famille):
    jour = date(2024, 6, 1)
    accompagnement = AccompagnementFactory(
        famille=famille, date_debut=jour, date_fin=jour, motif_fin="autre"
    )
    JalonLienConfianceFactory(famille=famille, date=jour)
    for note in ("première", "seconde"):
        InterventionFactory(famille=famille, accompagnement=accompagnement, date=jour, note=note)
    EvaluationIsolementFactory(famille=famille, vaut_le=jour)
    genres = [entree.genre for entree in chronologie(famille)]
    assert genres == ["fin", "evaluation", "intervention", "intervention", "jalon", "debut"]
    assert "seconde" in chronologie(famille)[2].detail


def test_action_says_how_long_and_what_was_noted(famille):
    intervention = InterventionFactory(famille=famille, duree_min=90, note="Un café")
    entree = next(e for e in chronologie(famille) if e.genre == "intervention")
    assert entree.detail == "Texto, 1\u00a0h\u00a030\nUn café"
    assert entree.auteur == intervention.saisie_par.get_full_name()


def test_corrected_grid_leaves_the_story(famille):
    premiere = EvaluationIsolementFactory(famille=famille)
    EvaluationIsolementFactory(famille=famille, corrige=premiere, motif_correction="Erreur")
    assert len([e for e in chronologie(famille) if e.genre == "evaluation"]) == 1


def test_promise_still_to_keep_is_not_yet_part_of_the_story(famille):
    PromesseFactory(famille=famille)
    assert chronologie(famille) == []


def test_higher_app_tells_its_part_without_being_imported(monkeypatch, famille):
    monkeypatch.setattr(registre, "SOURCES", [])

    @registre.source
    def demo(famille):
        return [Entree(date(2024, 1, 1), "Ailleurs", "", "info", "", None, "demo")]

    assert [entree.titre for entree in chronologie(famille)] == ["Ailleurs"]

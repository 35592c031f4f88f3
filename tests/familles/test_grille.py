from datetime import date

import pytest

from familles.grille import HAUTEUR, MARGE, tableau
from familles.models import EvaluationIsolement

from .factories import EvaluationIsolementFactory, FamilleFactory


@pytest.fixture
def famille(db):
    return FamilleFactory()


def lignes(famille):
    image = tableau(famille.evaluations.all())
    return dict(zip(EvaluationIsolement.DIMENSIONS, image.lignes, strict=True))


def test_no_picture_before_the_first_grid(famille):
    assert tableau(famille.evaluations.all()) is None


def test_picture_goes_from_the_first_contact_to_now(famille):
    EvaluationIsolementFactory(famille=famille, vaut_le=date(2024, 9, 1), transport=0, services=2)
    EvaluationIsolementFactory(famille=famille, vaut_le=date(2024, 3, 1), transport=3)
    transport = lignes(famille)["transport"]
    assert (transport.premiere, transport.actuelle) == ("Majeur", "Aucun obstacle")
    assert transport.evolution == "moins d’obstacles"
    assert [point.y for point in transport.points] == [MARGE, HAUTEUR - MARGE]
    assert transport.points[0].x < transport.points[1].x


def test_unknown_is_not_drawn_as_a_zero(famille):
    EvaluationIsolementFactory(famille=famille, transport=3)
    services = lignes(famille)["services"]
    assert services.points == []
    assert services.actuelle == "Inconnu"


def test_single_grid_shows_no_change(famille):
    EvaluationIsolementFactory(famille=famille, transport=3)
    assert lignes(famille)["transport"].evolution == ""

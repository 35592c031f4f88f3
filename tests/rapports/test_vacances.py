"""Days without a PTP are said beside the figures."""

from datetime import date

import pytest

from rapports.vacances import en_mots, figees, vacances
from tests.comptes.factories import AffectationFactory

MARS = (date(2024, 3, 1), date(2024, 3, 31))


@pytest.fixture
def mots(territoire):
    return lambda: en_mots(vacances(territoire.pk, *MARS))


def en_poste(territoire, du, au=None):
    AffectationFactory(territoire=territoire, du=du, au=au)


def test_a_vacancy_between_two_people_is_told_with_its_days(territoire, mots):
    en_poste(territoire, date(2023, 1, 1), date(2024, 3, 2))
    en_poste(territoire, date(2024, 3, 29))
    assert mots() == ["Sans PTP du 3\u00a0mars 2024 au 28\u00a0mars 2024 (26\u00a0jours)"]


def test_nobody_missed_before_the_first_one_came(territoire, mots):
    assert mots() == []
    en_poste(territoire, date(2024, 3, 10))
    assert mots() == []


def test_one_who_stays_hides_who_leaves(territoire, mots):
    en_poste(territoire, date(2023, 1, 1))
    en_poste(territoire, date(2023, 1, 1), date(2024, 3, 2))
    assert mots() == []


def test_a_vacancy_that_lasts_stops_with_the_window(territoire, mots):
    en_poste(territoire, date(2023, 1, 1), date(2024, 3, 30))
    assert mots() == ["Sans PTP le 31\u00a0mars 2024 (1\u00a0jour)"]


def test_one_that_ended_before_the_window_is_not_of_it(territoire, mots):
    en_poste(territoire, date(2023, 1, 1), date(2024, 1, 2))
    en_poste(territoire, date(2024, 2, 1))
    assert mots() == []


def test_an_older_report_says_nothing_of_them():
    assert figees({}) == []

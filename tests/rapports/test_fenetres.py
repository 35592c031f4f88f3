from datetime import date

import pytest

from rapports.fenetres import PILOTE, Calendrier, Fenetre, durees_inegales, trimestre
from rapports.models import Periode

JUIN = date(2025, 6, 10)


@pytest.fixture
def periodes(db):
    for libelle, debut, fin in [
        ("Hiver", date(2025, 1, 1), date(2025, 3, 31)),
        ("Printemps", date(2025, 4, 1), date(2025, 6, 30)),
        ("Été", date(2025, 7, 1), date(2025, 9, 30)),
    ]:
        Periode.objects.create(libelle=libelle, debut=debut, fin=fin)


@pytest.mark.parametrize(
    ("jour", "debut", "fin"),
    [
        (date(2025, 1, 1), date(2025, 1, 1), date(2025, 3, 31)),
        (date(2024, 2, 29), date(2024, 1, 1), date(2024, 3, 31)),
        (date(2025, 9, 30), date(2025, 7, 1), date(2025, 9, 30)),
        (date(2025, 12, 31), date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_quarter_of_a_date(jour, debut, fin):
    assert (trimestre(jour).debut, trimestre(jour).fin) == (debut, fin)


def test_default_is_the_current_periode(periodes):
    assert Calendrier.charger(JUIN).par_defaut.libelle == "Printemps"


def test_default_is_the_last_periode_when_none_is_current(periodes):
    assert Calendrier.charger(date(2026, 1, 1)).par_defaut.libelle == "Été"


def test_default_is_the_quarter_without_any_periode(db):
    assert Calendrier.charger(JUIN).par_defaut == trimestre(JUIN)


def test_periodes_to_come_are_not_offered(periodes):
    offertes = [fenetre.libelle for fenetre in Calendrier.charger(JUIN).proposees]
    assert offertes == ["Printemps", "Hiver", "Projet pilote"]


def test_periode_is_compared_with_the_one_before(periodes):
    calendrier = Calendrier.charger(JUIN)
    assert calendrier.precedente(calendrier.par_defaut).libelle == "Hiver"


def test_first_periode_and_pilot_are_compared_with_nothing(periodes):
    calendrier = Calendrier.charger(JUIN)
    assert calendrier.precedente(calendrier.nommer(date(2025, 1, 1), date(2025, 3, 31))) is None
    assert calendrier.precedente(PILOTE) is None


def test_free_dates_are_compared_with_as_many_days_before(periodes):
    libre = Fenetre(date(2025, 5, 1), date(2025, 5, 10))
    precedente = Calendrier.charger(JUIN).precedente(libre)
    assert (precedente.debut, precedente.fin) == (date(2025, 4, 21), date(2025, 4, 30))


def test_dates_of_a_periode_take_its_name(periodes):
    fenetre = Calendrier.charger(JUIN).nommer(date(2025, 1, 1), date(2025, 3, 31))
    assert fenetre.libelle == "Hiver"
    assert fenetre.parametres == "debut=2025-01-01&fin=2025-03-31"


@pytest.mark.parametrize(
    ("debut", "fin", "avant"),
    [
        (date(2023, 2, 1), date(2023, 2, 28), (date(2023, 1, 1), date(2023, 1, 31))),
        (date(2023, 1, 1), date(2023, 3, 31), (date(2022, 10, 1), date(2022, 12, 31))),
        (date(2023, 1, 2), date(2023, 1, 8), (date(2022, 12, 26), date(2023, 1, 1))),
    ],
)
def test_free_dates_are_compared_with_as_many_months_or_days_before(debut, fin, avant):
    precedente = Calendrier([], date(2026, 1, 1)).precedente(Fenetre(debut, fin))
    assert (precedente.debut, precedente.fin) == avant


@pytest.mark.parametrize(
    ("fin", "mots"),
    [
        (date(2024, 6, 30), ""),  # 91 days, and 91
        (date(2024, 8, 31), "153\u00a0jours, contre 91"),
        (date(2024, 4, 1), "1\u00a0jour, contre 91"),
    ],
)
def test_durations_that_differ_are_said(fin, mots):
    hiver = Fenetre(date(2024, 1, 1), date(2024, 3, 31))
    assert durees_inegales(Fenetre(date(2024, 4, 1), fin), hiver) == mots

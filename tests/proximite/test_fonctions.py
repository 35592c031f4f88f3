"""The SQL functions say what Python says, on either engine."""

from datetime import date

import pytest
from django.db.models import DateField, F, Value

from familles.models.personnes import age_revolu
from proximite.fonctions import AgeRevolu, JoursEntre
from rapports.models import Periode


@pytest.fixture
def un_jour(db):
    """One row to select from."""
    Periode.objects.create(libelle="Un jour", debut=date(2024, 1, 1), fin=date(2024, 1, 1))


def sql(expression):
    return Periode.objects.values_list(expression).get()[0]


def jour(valeur):
    return Value(valeur, output_field=DateField())


@pytest.mark.parametrize(
    ("naissance", "le"),
    [
        (date(2018, 1, 1), date(2023, 12, 31)),
        (date(2018, 1, 1), date(2024, 1, 1)),
        (date(2016, 2, 29), date(2022, 2, 28)),
        (date(2016, 2, 29), date(2022, 3, 1)),
        (date(2016, 2, 29), date(2024, 2, 29)),
        (date(2024, 1, 1), date(2024, 1, 1)),
    ],
)
def test_age_revolu_is_that_of_python(un_jour, naissance, le):
    assert sql(AgeRevolu(jour(le), jour(naissance))) == age_revolu(naissance, le)


@pytest.mark.parametrize(
    ("debut", "fin"),
    [
        (date(2024, 2, 28), date(2024, 3, 1)),
        (date(2023, 12, 31), date(2024, 1, 1)),
        (date(2024, 3, 9), date(2024, 3, 11)),
        (date(2024, 1, 1), date(2024, 1, 1)),
        (date(2024, 1, 2), date(2024, 1, 1)),
    ],
)
def test_days_between_are_those_of_python(un_jour, debut, fin):
    assert sql(JoursEntre(jour(debut), jour(fin))) == (fin - debut).days


def test_days_since_an_unknown_date_are_unknown(un_jour):
    inconnue = Value(None, output_field=DateField())
    assert sql(JoursEntre(inconnue, F("fin"))) is None

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from familles import compteurs
from familles.models import Famille

from .factories import FamilleFactory, InterventionFactory

FAUX = {
    "derniere_intervention_le": [date(2020, 1, 1), None],
    "premier_accompagnement_le": [date(2020, 1, 1), None],
    "nb_accompagnements_ouverts": [7],
    "nb_enfants": [7],
    "nb_referencements_ouverts": [7],
    "frequentation_initiale": ["reguliere"],
}


@pytest.fixture
def famille(db):
    famille = FamilleFactory()
    InterventionFactory(famille=famille)
    FamilleFactory()
    Famille.objects.actualiser_compteurs()
    return famille


def reconcilier(*arguments):
    sortie = StringIO()
    call_command("reconcilier_compteurs", *arguments, stdout=sortie)
    return sortie.getvalue()


def test_true_counters_are_left_alone(famille):
    assert reconcilier() == "0 écart.\n"


def test_every_counter_is_broken_below():
    assert set(FAUX) == set(compteurs.COMPTEURS)


@pytest.mark.parametrize(
    ("champ", "valeur"), [(champ, valeur) for champ, valeurs in FAUX.items() for valeur in valeurs]
)
def test_broken_counter_is_reported_then_corrected(famille, champ, valeur):
    Famille.objects.filter(pk=famille.pk).update(**{champ: valeur})
    sortie = StringIO()
    with pytest.raises(SystemExit) as fin:
        call_command("reconcilier_compteurs", stdout=sortie)
    assert fin.value.code == 1
    assert f"{famille.code} {champ}" in sortie.getvalue()
    assert "1 écart." in sortie.getvalue()

    assert "1 écart." in reconcilier("--corriger")
    assert reconcilier() == "0 écart.\n"

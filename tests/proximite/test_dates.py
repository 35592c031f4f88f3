"""What is told has happened: one validator, in the words of every form."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import ValidationError

from proximite.dates import deja_arrivee, verifier_arrivees

AUJOURDHUI, DEMAIN = date(2026, 3, 10), date(2026, 3, 11)


@pytest.fixture(autouse=True)
def mardi_soir():
    """In Québec; where clocks say UTC, it is tomorrow already."""
    with time_machine.travel("2026-03-11T02:00Z"):
        yield


def test_today_has_come_and_tomorrow_has_not():
    deja_arrivee(AUJOURDHUI)
    with pytest.raises(ValidationError, match="Cette date n’est pas encore arrivée") as refus:
        deja_arrivee(DEMAIN)
    assert refus.value.code == "a_venir"


def test_each_date_of_a_model_answers_for_its_field():
    objet = SimpleNamespace(vide=None, passee=AUJOURDHUI, future=DEMAIN)
    verifier_arrivees(objet, ["vide", "passee"])
    with pytest.raises(ValidationError) as refus:
        verifier_arrivees(objet, ["vide", "passee", "future"])
    assert refus.value.message_dict == {"future": ["Cette date n’est pas encore arrivée."]}

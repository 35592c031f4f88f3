"""The demonstration touches nothing but an empty database."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from comptes.models import Utilisateur
from rapports.demo import noms
from territoires.models import Territoire
from tests.comptes.factories import UtilisateurFactory
from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import PartenaireFactory
from tests.territoires.factories import TerritoireFactory

pytestmark = pytest.mark.django_db


def refuser(**options: str) -> str:
    with pytest.raises(CommandError) as refus:
        call_command("demo", stdout=StringIO(), **options)
    assert refus.value.returncode == 2
    message = str(refus.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    "fabrique", [UtilisateurFactory, TerritoireFactory, PartenaireFactory, FamilleFactory]
)
def test_used_database_is_refused(fabrique):
    fabrique()
    avant = Territoire.objects.count(), Utilisateur.objects.count()
    assert "base vide" in refuser()
    assert (Territoire.objects.count(), Utilisateur.objects.count()) == avant


def test_production_is_refused(settings):
    settings.PRODUCTION = True
    assert "production" in refuser()
    assert not Territoire.objects.exists()


@pytest.mark.parametrize("saisie", ["demain", "2025-13-01", "2024-02-01"])
def test_bad_date_is_refused(saisie):
    assert refuser(aujourdhui=saisie)
    assert not Territoire.objects.exists()


def test_failure_halfway_leaves_nothing(monkeypatch):
    def echouer(*args, **kwargs):
        raise RuntimeError("coupure")

    monkeypatch.setattr("rapports.demo.remplir.travailler", echouer)
    with pytest.raises(RuntimeError):
        call_command("demo", stdout=StringIO())
    assert not Territoire.objects.exists()
    assert not Utilisateur.objects.exists()


def test_names_fit_and_are_all_different():
    assert len(set(noms.TERRITOIRES.values())) == 50
    assert all(len(code) <= 20 for code in noms.TERRITOIRES)
    assert noms.de("L’Anse-aux-Mitaines") == "de l’Anse-aux-Mitaines"
    assert noms.de("Le Mont-Confetti") == "du Mont-Confetti"

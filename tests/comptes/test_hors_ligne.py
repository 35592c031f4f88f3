"""What a device gets of an open session, and what it doesn't get without one."""

import pytest
from django.test import Client
from django.urls import reverse

from comptes.models import CleHorsLigne, compte_opaque

pytestmark = pytest.mark.django_db
ADRESSE = reverse("comptes:session_hors_ligne")
PAIRE = {"publique": f"{'a' * 43}.{'b' * 43}", "privee": "c" * 43}


def test_a_session_that_ended_is_told_so_in_json():
    reponse = Client().get(ADRESSE, headers={"Accept": "application/json"})
    assert reponse.status_code == 401
    assert reponse.json() == {"erreur": "session"}


def test_no_pair_is_made_by_reading(client_de, ptp):
    dit = client_de(ptp).get(ADRESSE).json()
    assert dit["cle"] is None
    assert dit["jeton"]
    assert not CleHorsLigne.objects.exists()


def test_the_pair_that_her_browser_made_comes_back_to_her_alone(client_de, ptp, inconnue):
    client_de(ptp).post(ADRESSE, PAIRE)
    assert client_de(ptp).get(ADRESSE).json()["cle"] == PAIRE
    assert client_de(inconnue).get(ADRESSE).json()["cle"] is None


def test_the_first_pair_stays_so_that_what_it_sealed_still_opens(client_de, ptp):
    client_de(ptp).post(ADRESSE, PAIRE)
    autre = client_de(ptp).post(ADRESSE, PAIRE | {"privee": "d" * 43})
    assert autre.json()["cle"] == PAIRE


@pytest.mark.parametrize("faute", [{"privee": ""}, {"privee": "é" * 43}, {"publique": "a" * 87}])
def test_what_is_no_pair_is_refused(client_de, ptp, faute):
    assert client_de(ptp).post(ADRESSE, PAIRE | faute).status_code == 422
    assert not CleHorsLigne.objects.exists()


def test_a_token_is_asked_of_who_sends_a_pair(ptp):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ptp)
    assert client.post(ADRESSE, PAIRE).status_code == 403


def test_the_account_on_a_device_says_nothing_of_her(ptp, inconnue):
    assert compte_opaque(ptp) != compte_opaque(inconnue)
    assert str(ptp.pk) != compte_opaque(ptp)
    assert len(compte_opaque(ptp)) == 24

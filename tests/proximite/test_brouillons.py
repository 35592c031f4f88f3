"""The draft that a form kept is forgotten when its content is recorded, never before."""

from uuid import uuid4

import pytest
from django.test import Client

from activites.models import ActiviteDemarchage

pytestmark = pytest.mark.django_db

CONSIGNER = "/demarchage/consigner/"


@pytest.fixture
def envoi(territoire):
    return {
        "cle": str(uuid4()),
        "brouillon": str(uuid4()),
        "date": "2024-05-02",
        "strategie": "parcs",
        "territoire": territoire.pk,
        "nb_familles_rencontrees": "3",
        "nb_familles_reperees": "1",
        "duree_min": "30",
    }


def test_form_says_how_its_page_came(client_de, ptp):
    client = client_de(ptp)
    assert 'data-brouillon="get"' in client.get(CONSIGNER).text
    assert 'data-brouillon="post"' in client.post(CONSIGNER, {}).text


def test_what_is_recorded_names_its_draft(client_de, ptp, envoi):
    reponse = client_de(ptp).post(CONSIGNER, envoi)
    assert reponse.status_code == 302, reponse.text
    recu = reponse.cookies["brouillon_recu"]
    assert recu.value == envoi["brouillon"]
    assert recu["samesite"] == "Strict"
    assert ActiviteDemarchage.objects.count() == 1


def test_what_is_refused_keeps_its_draft(client_de, ptp, envoi):
    reponse = client_de(ptp).post(CONSIGNER, envoi | {"date": "2999-01-01"})
    assert reponse.status_code == 422
    assert "brouillon_recu" not in reponse.cookies


def test_ended_session_keeps_the_draft_and_leads_back_to_the_form(envoi):
    reponse = Client().post(f"{CONSIGNER}?le=ici", envoi)
    assert reponse["Location"] == "/compte/connexion/?next=/demarchage/consigner/%3Fle%3Dici"
    assert "brouillon_recu" not in reponse.cookies


@pytest.mark.parametrize("nom", ["", "a;b", "x" * 5000, "a\x00b"])
def test_name_that_is_none_of_ours_is_not_repeated(nom, client_de, ptp, envoi):
    reponse = client_de(ptp).post(CONSIGNER, envoi | {"brouillon": nom})
    assert reponse.status_code == 302
    assert "brouillon_recu" not in reponse.cookies

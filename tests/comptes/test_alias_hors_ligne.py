"""What the devices of an organisme may keep: codes, and aliases where it says so."""

import pytest
from django.urls import reverse

from familles.models import Famille
from tests.familles.factories import FamilleFactory

pytestmark = pytest.mark.django_db


def adresse(territoire):
    return reverse("comptes:alias_hors_ligne", args=[territoire.organisme_id])


def journee(client_de, ptp):
    reponse = client_de(ptp).get(reverse("familles:ma_journee"))
    return reponse.context["etat_hors_ligne"], "data-alias" in reponse.content.decode()


def test_codes_by_default_then_aliases_then_codes_again(client_de, gestionnaire, ptp, territoire):
    famille = FamilleFactory(territoire=territoire, alias="la famille du parc")
    assert journee(client_de, ptp)[0]["familles"][0]["nom"] == famille.code_affiche
    client_de(gestionnaire).post(adresse(territoire), {"alias_hors_ligne": "on"})
    etat, permis = journee(client_de, ptp)
    assert etat["familles"][0]["nom"] == "la famille du parc"
    assert etat["alias"]
    assert permis
    client_de(gestionnaire).post(adresse(territoire), {})
    etat, permis = journee(client_de, ptp)
    assert "parc" not in str(etat)
    assert not permis
    assert Famille.objects.count() == 1


def test_the_team_page_says_what_is_shown_and_leads_to_the_choice(
    client_de, gestionnaire, territoire
):
    page = client_de(gestionnaire).get(reverse("comptes:equipe")).content.decode()
    assert "Ma journée montre les codes des familles" in page
    assert adresse(territoire) in page


def test_the_choice_is_not_for_who_manages_elsewhere(client_de, inconnue, ptp, territoire):
    for autre in (inconnue, ptp):
        assert (
            client_de(autre).post(adresse(territoire), {"alias_hors_ligne": "on"}).status_code
            == 404
        )
    territoire.organisme.refresh_from_db()
    assert not territoire.organisme.alias_hors_ligne

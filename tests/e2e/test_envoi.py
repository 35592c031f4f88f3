"""The loop in two browsers: a PTP sends, a partenaire answers from its link, she reads it."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from referencements.models import LienPartenaire, Referencement
from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.accords import accorder
from tests.referencements.factories import referencement_sortant

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
ADRESSE = "accueil@exemple.test"


@pytest.fixture(autouse=True)
def en_semaine():
    """In the hours when messages leave."""
    with time_machine.travel(datetime(2026, 11, 17, 17, tzinfo=UTC)):
        yield


@pytest.fixture
def referencement(ptp, territoire):
    famille = FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    partenaire = PartenaireFactory(
        nom="Maison fictive des Érables", courriel=ADRESSE, territoires=[territoire]
    )
    return referencement_sortant(famille, par=ptp, le=timezone.localdate(), partenaire=partenaire)


def ouvrir(page, live_server, referencement, nom="fiche"):
    page.goto(f"{live_server.url}{reverse(f'referencements:{nom}', args=[referencement.pk])}")


def test_request_goes_out_and_its_answer_comes_back(
    page, browser, live_server, connecter, verifier_axe, boite_aux_lettres, ptp, referencement
):
    accorder(referencement, par=ptp, le=timezone.localdate())
    connecter(page, ptp)
    ouvrir(page, live_server, referencement)
    page.get_by_role("link", name="Envoyer au partenaire").click()
    page.wait_for_url("**/envoyer/")  # what is typed before the scripts are there is not re-read
    page.get_by_label("Un mot au partenaire").fill("Bonjour de la part de Soraya")
    expect(page.get_by_text("Retirez «")).to_be_visible()
    page.get_by_label("Un mot au partenaire").fill("Elle préfère le matin")
    expect(page.locator("#lecture")).to_contain_text("Elle préfère le matin")
    page.get_by_label("Votre téléphone").fill("418 555-0199")
    page.get_by_label("Courriel", exact=True).check()
    verifier_axe(page)
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_role("heading", name="Chez le partenaire")).to_be_visible()
    expect(page.get_by_text("Envoyé", exact=True).last).to_be_visible()
    verifier_axe(page)

    (message,) = boite_aux_lettres.pour(ADRESSE)
    chemin = re.search(r"/p/\S+", message.get_content()).group()
    telephone = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    telephone.goto(live_server.url + chemin)
    assert "Soraya" not in telephone.content()
    telephone.locator(".btn-reponse").first.click()
    telephone.locator("button[type=submit]").click()
    expect(telephone.get_by_text("Soraya").first).to_be_visible()

    page.goto(f"{live_server.url}{reverse('familles:ma_journee')}")
    page.get_by_role("link", name="Maison fictive des Érables a répondu").click()
    expect(page.get_by_role("button", name="J’ai lu")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("button", name="J’ai lu").click()
    expect(page.get_by_role("button", name="J’ai lu")).to_have_count(0)
    assert Referencement.objects.get().etat == "acceptee"
    assert len(boite_aux_lettres.pour(ptp.email)) == 1


def test_without_an_agreement_it_is_asked_for_and_a_law_stays_discreet(
    page, live_server, connecter, verifier_axe, ptp, referencement
):
    connecter(page, ptp)
    ouvrir(page, live_server, referencement, "envoyer")
    expect(page.get_by_role("link", name="Demander l’accord")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="La loi le permet sans accord").click()
    expect(page.get_by_role("group", name="Ce que la loi permet")).to_be_visible()
    verifier_axe(page)


def test_link_is_handed_over_copied_and_closed(
    page, live_server, connecter, verifier_axe, ptp, referencement
):
    accorder(referencement, par=ptp, le=timezone.localdate())
    connecter(page, ptp)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ouvrir(page, live_server, referencement, "envoyer")
    page.get_by_label("Je lui remets le lien moi-même").check()
    page.get_by_label("Rencontre à trois").check()
    page.get_by_role("button", name="Envoyer la demande").click()
    lien = page.get_by_label("Lien", exact=True).input_value()
    page.get_by_role("button", name="Copier le lien").click()
    expect(page.get_by_role("button", name="Copié")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == lien
    verifier_axe(page)
    page.get_by_role("link", name="Revenir au référencement").click()
    page.get_by_role("button", name="Fermer le lien").click()
    expect(page.get_by_text("il n’ouvre plus rien")).to_be_visible()
    assert not LienPartenaire.objects.get().est_ouvert

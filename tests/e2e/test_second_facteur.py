"""Enrolling, then signing in with a code, a code on paper, a passkey: on a phone and on a desk."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from comptes.models import Reinitialisation
from tests.comptes.factories import MOT_DE_PASSE
from tests.comptes.second_facteur import application_de, code_du_moment

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _exige(settings):
    settings.SECOND_FACTEUR = True
    cache.clear()


def mot_de_passe(page: Page, live_server, personne) -> None:
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Courriel").fill(personne.email)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Ouvrir ma session").click()


def fermer(page: Page, live_server) -> None:
    page.goto(live_server.url + reverse("account_logout"))
    page.locator("main").get_by_role("button", name="Fermer ma session").click()
    expect(page.get_by_role("heading", name="Ouvrir ma session")).to_be_visible()


def donner(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_label("Code").press("Enter")


def test_application_then_code_then_code_on_paper(page, live_server, ptp, verifier_axe):
    refus = []
    page.on("console", lambda m: refus.append(m.text) if "Content Security" in m.text else None)
    mot_de_passe(page, live_server, ptp)
    expect(page.get_by_role("heading", name="Protégez votre compte")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Ajouter une application").click()
    image = page.get_by_role("img", name="Code à lire")
    assert image.evaluate("image => image.complete && image.naturalWidth > 0")
    verifier_axe(page)
    secret = page.locator("[translate=no]").inner_text().replace(" ", "")
    donner(page, "000000")
    expect(page.get_by_text("ne convient pas").first).to_be_visible()
    verifier_axe(page)
    donner(page, code_du_moment(secret))
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    verifier_axe(page)
    secours = page.locator("[translate=no] li").first.inner_text()
    page.get_by_role("button", name="J’ai gardé mes codes").click()
    expect(page).to_have_url(re.compile("ma-journee|familles"))
    fermer(page, live_server)
    mot_de_passe(page, live_server, ptp)
    verifier_axe(page)
    donner(page, code_du_moment(secret, dans=30))
    expect(page).not_to_have_url(re.compile("connexion"))
    fermer(page, live_server)
    mot_de_passe(page, live_server, ptp)
    donner(page, secours)
    expect(page).not_to_have_url(re.compile("connexion"))
    assert refus == []


def test_passkey_enrols_then_opens_the_session_alone(page, live_server, ptp, verifier_axe):
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    mot_de_passe(page, live_server, ptp)
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    verifier_axe(page)
    page.get_by_role("button", name="Créer ma clé d’accès").click()
    page.get_by_role("button", name="J’ai gardé mes codes").click()
    fermer(page, live_server)
    verifier_axe(page)
    page.get_by_role("button", name="Ouvrir avec ma clé d’accès").click()
    expect(page).to_have_url(re.compile("ma-journee|familles"))
    page.goto(live_server.url + reverse("mfa_index"))
    expect(page.get_by_text("Chrome sur").first).to_be_visible()
    verifier_axe(page)
    fermer(page, live_server)
    mot_de_passe(page, live_server, ptp)
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    expect(page).to_have_url(re.compile("ma-journee|familles"))


def test_without_javascript_an_application_is_enough(browser, live_server, ptp):
    page = browser.new_context(java_script_enabled=False, locale="fr-CA").new_page()
    mot_de_passe(page, live_server, ptp)
    page.get_by_role("link", name="Ajouter une application").click()
    donner(page, code_du_moment(page.locator("[translate=no]").inner_text().replace(" ", "")))
    page.get_by_role("button", name="J’ai gardé mes codes").click()
    expect(page).to_have_url(re.compile("ma-journee|familles"))
    page.context.close()


def test_sessions_and_lost_devices_are_accessible(
    page, live_server, connecter, gestionnaire, ptp, administration, settings, verifier_axe
):
    settings.SECOND_FACTEUR = False
    application_de(ptp)
    Reinitialisation.demander(ptp, par=administration)
    connecter(page, gestionnaire)
    page.goto(live_server.url + reverse("comptes:sessions"))
    verifier_axe(page)
    page.goto(live_server.url + reverse("comptes:reinitialisations"))
    verifier_axe(page)
    page.get_by_role("link", name="Demander pour").first.click()
    verifier_axe(page)
    page.goto(live_server.url + reverse("comptes:reinitialisations"))
    page.get_by_role("link", name=re.compile("Voir")).click()
    verifier_axe(page)
    page.get_by_role("button", name="Donner mon accord").click()
    expect(page.get_by_role("status")).to_contain_text("remis à zéro")

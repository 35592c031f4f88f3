"""A report's whole life in a browser: draft → submit → return → resubmit → accept."""

import pytest
from playwright.sync_api import expect

from rapports.models import Periode
from tests.rapports.conftest import accompagner

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def activite(territoire, ptp):
    Periode.objects.create(libelle="Hiver 2024", debut="2024-01-01", fin="2024-03-31")
    accompagner(territoire, ptp, alias="la famille du parc")
    accompagner(territoire, ptp, alias="la famille du lac", frequentation="inconnue")


def soumettre(page, verifier_axe):
    page.get_by_role("button", name="Enregistrer, puis relire et soumettre").click()
    expect(page.get_by_role("heading", name="Soumettre ce rapport?")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("button", name="Soumettre le rapport").click()
    expect(page.get_by_text("Ses chiffres sont figés")).to_be_visible()


def test_report_is_written_submitted_returned_submitted_again_and_accepted(
    page, live_server, connecter, gestionnaire, comite, ptp, territoire, activite, verifier_axe
):
    connecter(page, gestionnaire)
    page.goto(live_server.url + "/rapports/")
    verifier_axe(page)
    page.get_by_role("link", name="Territoire d’ici").first.click()
    expect(page.get_by_role("heading", name="À vérifier avant de soumettre")).to_be_visible()
    verifier_axe(page)
    page.get_by_label("Faits saillants").fill("La halte du samedi a bien commencé.")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_text("Le brouillon est enregistré.")).to_be_visible()
    soumettre(page, verifier_axe)
    verifier_axe(page)

    connecter(page, comite)
    page.goto(live_server.url + "/reseau/remises/")
    verifier_axe(page)
    page.get_by_role("link", name="Territoire d’ici").click()
    expect(page.get_by_text("La halte du samedi a bien commencé.")).to_be_visible()
    verifier_axe(page)
    page.get_by_text("Retourner le rapport, avec un commentaire").click()
    page.get_by_role("button", name="Retourner le rapport").click()
    expect(page.get_by_role("alert").first).to_contain_text("Ce qui est à revoir")
    verifier_axe(page)
    page.get_by_label("Ce qui est à revoir").fill("Et le transport?")
    page.get_by_role("button", name="Retourner le rapport").click()
    expect(page.get_by_text("Le rapport est retourné")).to_be_visible()

    connecter(page, gestionnaire)
    page.goto(live_server.url + "/rapports/")
    page.get_by_role("link", name="Territoire d’ici").first.click()
    expect(page.get_by_text("Et le transport?").first).to_be_visible()
    page.get_by_label("Ajustements").fill("Le transport a manqué à deux familles.")
    soumettre(page, verifier_axe)
    accompagner(territoire, ptp, alias="la famille oubliée")
    page.reload()
    expect(page.get_by_text("Le rapport garde ses chiffres")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Version 2").click()
    expect(page.get_by_text("Rien n’y change plus")).to_be_visible()
    verifier_axe(page)

    connecter(page, comite)
    page.goto(live_server.url + "/reseau/remises/")
    page.get_by_role("link", name="Territoire d’ici").click()
    page.get_by_role("button", name="Accepter le rapport").click()
    expect(page.get_by_text("Le rapport est accepté.")).to_be_visible()
    verifier_axe(page)


@pytest.mark.securite(14)
def test_the_main_job_is_done_with_the_keyboard_alone(
    page, live_server, connecter, gestionnaire, activite
):
    connecter(page, gestionnaire)
    page.goto(live_server.url + "/rapports/")
    page.get_by_role("link", name="Territoire d’ici").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Faits saillants").focus()
    page.keyboard.type("La halte du samedi")
    page.get_by_role("button", name="Enregistrer, puis relire et soumettre").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Soumettre le rapport").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ses chiffres sont figés")).to_be_visible()

"""The access journal in a browser: who answers for the files reads it, a famille is told."""

import pytest
from playwright.sync_api import expect

from confidentialite.models import AlerteAcces
from tests.familles.factories import FamilleFactory

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_a_reading_is_found_in_the_journal_and_an_alert_is_seen(
    page, live_server, connecter, verifier_axe, client_de, ptp, gestionnaire, territoire
):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    client_de(ptp).get(f"/familles/{famille.code}/")
    alerte = AlerteAcces(utilisateur=ptp, motif="la_nuit", heure=famille.saisie_le, nombre=6)
    alerte.save()

    connecter(page, gestionnaire)
    page.goto(f"{live_server.url}/acces/")
    verifier_axe(page)
    page.get_by_role("link", name="Dossiers ouverts la nuit").click()
    verifier_axe(page)
    page.get_by_label("Ce que vous en avez su").fill("Elle préparait une rencontre.")
    page.get_by_role("button", name="C’est vu").click()
    expect(page.get_by_role("link", name="Dossiers ouverts la nuit")).to_have_count(0)

    page.get_by_role("link", name=famille.code_affiche).first.click()
    expect(page.get_by_role("heading", name="Qui a ouvert ce dossier")).to_be_visible()
    expect(page.get_by_text(ptp.get_full_name()).first).to_be_visible()
    verifier_axe(page)

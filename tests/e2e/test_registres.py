"""The registers in a browser: a request from its inscription to its answer, an incident."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from confidentialite.models import Demande, Incident, Suspension
from tests.familles.factories import AdulteFactory, EnfantFactory, FamilleFactory

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

MOT_DE_PASSE = "une phrase de passe"


@pytest.fixture
def famille(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    AdulteFactory(famille=famille)
    return famille


def test_a_request_is_written_down_then_answered(
    page, live_server, connecter, verifier_axe, gestionnaire, famille, settings, monkeypatch
):
    gestionnaire.set_password(MOT_DE_PASSE)
    gestionnaire.save()
    connecter(page, gestionnaire)
    page.goto(f"{live_server.url}/confidentialite/")
    verifier_axe(page)
    page.get_by_role("link", name="Demandes des familles").click()
    verifier_axe(page)
    page.get_by_role("link", name="Inscrire une demande").click()
    page.get_by_label("Code de la famille").fill(famille.code_affiche)
    page.get_by_role("button", name="Continuer").click()
    verifier_axe(page)
    page.get_by_label("Mère").check()
    page.get_by_label("Voir ce que nous avons sur elle (accès)").check()
    page.get_by_label("Par écrit").check()
    page.get_by_role("button", name="Inscrire la demande").click()
    expect(page.get_by_role("heading", name="Accès", exact=True)).to_be_visible()
    expect(page.get_by_text("30 jours").first).to_be_visible()
    verifier_axe(page)

    page.get_by_role("link", name="Préparer la copie").click()
    verifier_axe(page)
    with page.expect_download() as recu:
        page.get_by_role("button", name="Préparer la copie").click()
    assert recu.value.suggested_filename.endswith(".pdf")

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    monkeypatch.setattr("comptes.sessions.RECENTE", 0)
    page.get_by_role("button", name="Préparer la copie").click()
    page.get_by_label("Mot de passe").fill("pas le bon")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("Ce n’est pas votre mot de passe.", exact=True)).to_be_visible()
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    with page.expect_download():
        page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("Le fichier est téléchargé.")).to_be_visible()
    expect(page.get_by_role("button", name="Confirmer")).to_be_hidden()
    verifier_axe(page)
    page.get_by_role("link", name="Revenir", exact=True).last.click()
    expect(page.get_by_role("button", name="Préparer la copie")).to_be_visible()

    page.goto(f"{live_server.url}/confidentialite/demandes/{Demande.objects.get().pk}/repondre/")
    verifier_axe(page)
    page.get_by_label("Acceptée", exact=True).check()
    page.get_by_label("Comment la réponse a été donnée").fill("Copie remise en main propre")
    page.get_by_role("button", name="Inscrire la réponse").click()
    expect(page.get_by_text("Copie remise en main propre")).to_be_visible()


@pytest.mark.securite(14)
def test_a_parent_chosen_by_mistake_gives_way_to_her_child_by_keyboard(
    page, live_server, connecter, verifier_axe, gestionnaire, famille
):
    aujourdhui = timezone.localdate()
    elle = EnfantFactory(
        famille=famille, naissance=aujourdhui.replace(aujourdhui.year - 15, 1, 1), precision="jour"
    )
    connecter(page, gestionnaire)
    page.goto(f"{live_server.url}/familles/{famille.code}/demander/")
    verifier_axe(page)
    page.get_by_label("Mère").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Mère")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("15 ans")).to_be_checked()
    expect(page.get_by_label("Mère")).not_to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Voir ce que nous avons sur elle (accès)")).to_be_checked()
    page.get_by_label("Par écrit").check()
    page.get_by_role("button", name="Inscrire la demande").press("Enter")
    expect(page.get_by_role("heading", name="Accès", exact=True)).to_be_visible()
    assert Demande.objects.get().jeune == elle


def test_an_incident_is_written_down_then_completed(
    page, live_server, connecter, verifier_axe, gestionnaire
):
    connecter(page, gestionnaire)
    page.goto(f"{live_server.url}/confidentialite/incidents/")
    verifier_axe(page)
    page.get_by_role("link", name="Inscrire un incident").click()
    verifier_axe(page)
    page.get_by_label("Renseignements personnels visés").fill("Trois adresses")
    page.get_by_label("Circonstances").fill("Un sac oublié dans l’autobus")
    page.get_by_label("Survenu le").fill(timezone.localdate().isoformat())
    page.get_by_label("Oui", exact=True).check()
    page.get_by_role("button", name="Inscrire l’incident").click()
    expect(page.get_by_text("Un préjudice sérieux est à craindre")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Compléter ou corriger").click()
    page.get_by_label("Mesures prises").fill("Sac retrouvé")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Mesures prises pour diminuer le risque")).to_be_visible()
    assert Incident.objects.get().version == 2


def test_what_is_held_is_let_go(page, live_server, connecter, verifier_axe, gestionnaire, famille):
    Suspension(famille=famille, motif="Une plainte", saisie_par=gestionnaire).poser()
    connecter(page, gestionnaire)
    page.goto(f"{live_server.url}/confidentialite/echeances/")
    verifier_axe(page)
    page.get_by_role("button", name="Lever").click()
    expect(page.get_by_text("La suspension est levée.")).to_be_visible()
    page.goto(f"{live_server.url}/confidentialite/destructions/")
    verifier_axe(page)

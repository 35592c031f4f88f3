"""The gestionnaire's dashboard, in a browser: on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from rapports.models import Periode
from tests.rapports.conftest import accompagner

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def activite(territoire, ptp):
    Periode.objects.create(libelle="Hiver 2024", debut="2024-01-01", fin="2024-03-31")
    Periode.objects.create(libelle="Printemps 2024", debut="2024-04-01", fin="2024-06-30")
    accompagner(territoire, ptp, alias="la famille du parc")
    accompagner(territoire, ptp, alias="la famille du lac", frequentation="inconnue")


def test_gestionnaire_reads_her_dashboard(
    page, live_server, connecter, gestionnaire, activite, verifier_axe
):
    connecter(page, gestionnaire)
    page.goto(live_server.url + "/tableau-de-bord/")
    expect(page.get_by_text("Rien de consigné dans cette période")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Hiver 2024").click()
    expect(page.get_by_role("link", name="Hiver 2024")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("img", name="Référencements par secteur")).to_be_visible()
    verifier_axe(page)
    page.get_by_text("Voir les chiffres").first.click()
    expect(page.get_by_role("table").first).to_be_visible()
    verifier_axe(page)


def test_gestionnaire_goes_from_a_figure_to_a_famille_and_to_its_definition(
    page, live_server, connecter, gestionnaire, activite, verifier_axe
):
    connecter(page, gestionnaire)
    page.goto(live_server.url + "/tableau-de-bord/ici/?debut=2024-01-01&fin=2024-03-31")
    parcours = page.get_by_role("region", name="Du démarchage au service amorcé")
    parcours.get_by_role("link", name="2", exact=True).first.click()
    expect(page.get_by_text("2 familles")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Lire la définition").click()
    expect(page.get_by_text("Numérateur", exact=True)).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Tous les indicateurs").click()
    verifier_axe(page)


def test_gestionnaire_follows_a_hint_to_the_famille_to_mend(
    page, live_server, connecter, gestionnaire, activite, verifier_axe
):
    connecter(page, gestionnaire)
    page.goto(live_server.url + "/tableau-de-bord/ici/")
    page.get_by_role("link", name="isolement au premier contact est à déterminer").click()
    verifier_axe(page)
    page.get_by_role("link", name="la famille du lac").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("a famille du lac")


def test_wrong_dates_are_explained_where_they_were_typed(
    page, live_server, connecter, gestionnaire, activite, verifier_axe
):
    connecter(page, gestionnaire)
    page.goto(live_server.url + "/tableau-de-bord/ici/")
    page.get_by_text("Choisir une autre période").click()
    page.get_by_role("textbox", name="Du").fill("2024-03-31")
    page.get_by_label("Au (inclus)").fill("2024-01-01")
    page.get_by_role("button", name="Afficher ces dates").click()
    expect(page.get_by_role("alert").filter(has_text="Corrigez-les")).to_be_visible()
    expect(page.get_by_role("textbox", name="Du")).to_have_value("2024-03-31")
    verifier_axe(page)

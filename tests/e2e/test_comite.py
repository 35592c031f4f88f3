"""The pages of a comité in a browser, on a phone and on a desk; and the toile of a territoire."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.rapports.conftest import accompagner
from tests.rapports.publications import HIVER, publication
from tests.territoires.factories import TerritoireFactory

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

PRINTEMPS = (date(2024, 4, 1), date(2024, 6, 30))


@pytest.fixture
def publiee(territoire, ptp):
    for rang in range(6):
        accompagner(territoire, ptp, alias=f"famille {rang}")
    accompagner(TerritoireFactory(milieu="urbain"), ptp)
    publication()
    publication(periodes=(("Hiver 2024", *HIVER), ("Printemps 2024", *PRINTEMPS)))


def test_comite_goes_from_a_figure_to_its_breakdown(
    page, live_server, connecter, comite, publiee, verifier_axe
):
    connecter(page, comite)
    page.goto(live_server.url + "/reseau/")
    expect(page.get_by_text("1 rapport reçu")).to_be_visible()
    expect(page.get_by_role("img", name="Rapports reçus par région")).to_be_visible()
    verifier_axe(page)
    parcours = page.get_by_role("region", name="Du démarchage au service amorcé")
    parcours.get_by_role("link", name="7", exact=True).first.click()
    expect(page.get_by_role("link", name="Lire la définition")).to_be_visible()
    page.get_by_role("link", name="Par région").click()
    expect(page.get_by_role("link", name="Par région")).to_have_attribute("aria-current", "true")
    verifier_axe(page)


def test_comite_reads_one_groupe(page, live_server, connecter, comite, publiee, verifier_axe):
    connecter(page, comite)
    page.goto(live_server.url + "/reseau/")
    page.get_by_role("link", name="Urbain", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Urbain"))
    expect(page.get_by_text("Un nombre inférieur à 5")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Tout le réseau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Réseau")


def test_comite_follows_the_map_to_a_region(
    page, live_server, connecter, comite, publiee, territoire, verifier_axe
):
    connecter(page, comite)
    page.goto(live_server.url + "/reseau/")
    carte = page.get_by_role("figure").filter(has_text="Rapports reçus par région")
    carte.get_by_text("Voir les chiffres").click()
    verifier_axe(page)
    carte.get_by_role("link", name=territoire.region.nom).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(territoire.region.nom)


def test_every_page_is_accessible(page, live_server, connecter, comite, publiee, verifier_axe):
    connecter(page, comite)
    for chemin in (
        "/reseau/rapport/",
        "/reseau/rapport/?par=milieu",
        "/reseau/trous-de-services/",
        "/reseau/indicateurs-cles/",
        "/reseau/questions/",
        "/reseau/synthese/",
    ):
        page.goto(live_server.url + chemin)
        verifier_axe(page)
        page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
        verifier_axe(page)


def test_nothing_published_leads_to_the_remises(page, live_server, connecter, comite, verifier_axe):
    connecter(page, comite)
    page.goto(live_server.url + "/reseau/")
    verifier_axe(page)
    page.get_by_role("main").get_by_role("link", name="Voir les remises").click()
    expect(page).to_have_url(re.compile("/reseau/remises/"))


def test_pages_are_read_without_javascript(browser, live_server, connecter, comite, publiee):
    contexte = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = contexte.new_page()
    connecter(page, comite)
    page.goto(live_server.url + "/reseau/")
    page.get_by_role("link", name="Par type d’organisme").click()
    ligne = page.get_by_role("row", name="Organisme communautaire Famille")
    expect(ligne.get_by_role("cell", name="Enfants 5")).to_be_visible()
    contexte.close()


def test_gestionnaire_opens_the_toile_from_her_dashboard(
    page, live_server, connecter, gestionnaire, publiee, verifier_axe
):
    connecter(page, gestionnaire)
    page.goto(live_server.url + "/tableau-de-bord/ici/?debut=2024-01-01&fin=2024-03-31")
    page.get_by_role("link", name="La toile").click()
    expect(page.get_by_role("img", name="La toile")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("figure").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/partenaires/"))

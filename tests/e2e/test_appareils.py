"""What a phone is, that a narrow window is not: fingers, its own user agent, and no work done for
a page that is closed."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from familles.models import Famille, Intervention
from tests.familles.factories import AccompagnementFactory, FamilleFactory, InterventionFactory

from .test_hors_ligne import attendre, preparer

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

ALIAS = "la famille du chalet"
APPAREILS = ["Pixel 5", "iPhone 13", "iPhone SE"]


@pytest.fixture(params=APPAREILS)
def browser_context_args(browser_context_args, playwright, request):
    """As Chromium plays it; one pixel for one, which costs less to draw."""
    appareil = {**playwright.devices[request.param], "device_scale_factor": 1}
    del appareil["default_browser_type"]
    return {**browser_context_args, **appareil, "locale": "fr-CA"}


@pytest.fixture
def telephone(page: Page, live_server, connecter, ptp, territoire):
    """In her hand, on Ma journée; she has already logged something."""
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")
    InterventionFactory(
        famille=famille,
        accompagnement=AccompagnementFactory(famille=famille),
        territoire=territoire,
        saisie_par=ptp,
        date=timezone.localdate(),
    )
    famille.actualiser_compteurs()
    return preparer(page, live_server, connecter, ptp)


def action(page, nom):
    return page.get_by_role("navigation", name="Consigner").get_by_role("link", name=nom)


def test_it_logs_by_tapping_and_keeps_what_is_half_typed(telephone, verifier_axe):
    page = telephone
    action(page, "Famille").tap()
    page.get_by_label("Alias").fill(ALIAS)
    page.wait_for_timeout(1200)
    page.reload()
    expect(page.get_by_text("Votre brouillon")).to_be_visible()
    expect(page.get_by_label("Alias")).to_have_value(ALIAS)
    page.get_by_role("link", name="Ma journée").last.tap()
    action(page, "Intervention").tap()
    page.get_by_role("radio", name="la famille du parc").first.tap()
    verifier_axe(page)
    page.get_by_role("button", name="Consigner l’intervention").tap()
    expect(page.get_by_text("L’intervention est consignée.")).to_be_visible()
    assert Intervention.objects.count() == 2


def test_what_waits_goes_when_she_opens_the_application_again(telephone, live_server, verifier_axe):
    """iOS does nothing for a page that is closed: nothing is asked of it."""
    page = telephone
    page.context.set_offline(True)
    action(page, "Famille").tap()
    saisie = page.locator('[data-saisie="famille"]')
    saisie.get_by_label("Alias").fill(ALIAS)
    verifier_axe(page)
    saisie.get_by_role("button", name="Ouvrir la famille").tap()
    expect(page.locator("[data-file] .etat")).to_have_text("En attente")
    page.close()
    rouverte = page.context.new_page()
    page.context.set_offline(False)
    assert Famille.objects.count() == 1
    rouverte.goto(live_server.url)
    expect(rouverte.locator("main [data-avis-file]")).to_contain_text("1\u00a0saisie envoyée")
    assert Famille.objects.count() == 2


DEMANDES = """
StorageManager.prototype.persist = async () => {
  sessionStorage.demandes = Number(sessionStorage.demandes || 0) + 1;
  sessionStorage.donnee = "oui";
  return true;
};
StorageManager.prototype.persisted = async () => sessionStorage.donnee === "oui";
"""


@pytest.mark.parametrize("browser_context_args", APPAREILS[:1], indirect=True)
def test_the_browser_is_asked_once_to_keep_what_waits(page: Page, live_server, connecter, ptp):
    page.add_init_script(DEMANDES)
    connecter(page, ptp)
    for _ in range(2):
        page.goto(f"{live_server.url}/ma-journee/")
        attendre(page, "async () => (await caches.keys()).length > 0")
    assert page.evaluate("sessionStorage.demandes") == "1"

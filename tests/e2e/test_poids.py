"""What « Ma journée » weighs over the wire, served as production serves it."""

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, expect

from tests.familles.factories import AdulteFactory, EnfantFactory, FamilleFactory

from .conftest import ECRANS
from .reseau import Relais, ralentir

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.django_db(transaction=True),
    # Weight does not depend on the screen: the phone alone.
    pytest.mark.parametrize(
        "browser_context_args", [ECRANS["telephone"]], ids=["telephone"], indirect=True
    ),
]

PREMIERE_VISITE = 100_000
VISITE_SUIVANTE = 20_000
A_QUOI_BON = ["admin", "guide", "account", "htm*-4*", "htmx-2.js", "ext"]
COMPRESSE = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "proximite.statiques.StatiquesStorage"},
}


@pytest.fixture(scope="session")
def fichiers_statiques(tmp_path_factory):
    return tmp_path_factory.mktemp("statiques")


@pytest.fixture
def relais(settings, fichiers_statiques, ptp):
    """The site with its static files named by their content and compressed beforehand."""
    settings.STATIC_ROOT = fichiers_statiques
    settings.STORAGES = COMPRESSE
    settings.WHITENOISE_USE_FINDERS = False
    settings.ALLOWED_HOSTS = ["localhost"]
    if not any(fichiers_statiques.iterdir()):
        call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=A_QUOI_BON)
    partagees = {
        nom: base
        for nom in connections
        if (base := connections[nom]).vendor == "sqlite" and base.is_in_memory_db()
    }
    for base in partagees.values():
        base.inc_thread_sharing()
    # No handler of static files around the site: its own middleware serves them.
    serveur = LiveServerThread("127.0.0.1", lambda site: site, partagees)
    serveur.daemon = True
    serveur.start()
    assert serveur.is_ready.wait(20)
    assert serveur.error is None
    relais = Relais(serveur.port)
    yield relais
    relais.fermer()
    serveur.terminate()
    for base in partagees.values():
        base.dec_thread_sharing()


@pytest.fixture
def journee_remplie(territoire, ptp):
    """Twelve familles with their people: the page is not weighed empty."""
    for n in range(12):
        famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias=f"alias n° {n}")
        EnfantFactory(famille=famille, saisie_par=ptp)
        AdulteFactory(famille=famille, saisie_par=ptp)


@pytest.fixture
def ma_journee(page: Page, relais, connecter, ptp, live_server, journee_remplie):
    connecter(page, ptp)
    return f"{relais.url}/ma-journee/"


def peser(page: Page, relais: Relais, adresse: str) -> int:
    """The bytes that came back until nothing more comes, what a worker fetches included."""
    avant = relais.octets
    page.goto(adresse, wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    recus = -1
    while recus != relais.octets:
        recus = relais.octets
        page.wait_for_timeout(700)
    return relais.octets - avant


def test_day_is_light_on_the_first_visit_and_lighter_after(page, relais, ma_journee):
    premiere = peser(page, relais, ma_journee)
    suivante = peser(page, relais, ma_journee)
    print(f"\nMa journée\u00a0: {premiere} octets à la première visite, {suivante} ensuite")
    assert premiere <= PREMIERE_VISITE
    assert suivante <= VISITE_SUIVANTE


def test_static_files_are_never_asked_twice(page, relais, ma_journee):
    reponse = page.request.get(ma_journee)
    assert reponse.headers["content-encoding"] == "gzip"
    page.goto(ma_journee)
    feuille = page.locator("link[rel=stylesheet]").first.get_attribute("href")
    entetes = page.request.get(relais.url + feuille).headers
    assert "immutable" in entetes["cache-control"]
    assert entetes["content-encoding"] == "br"


def test_first_input_is_possible_with_one_bar_of_signal(page, relais, ma_journee):
    """Nothing in the cache, 250 kbit/s and 300 ms: she taps before five seconds have gone."""
    ralentir(page)
    page.goto(ma_journee, wait_until="domcontentloaded", timeout=30_000)
    page.get_by_role("navigation", name="Consigner").get_by_role("link").first.click(trial=True)
    pret = page.evaluate(PRET)
    print(f"\nMa journée à 250 kbit/s\u00a0: prête en {pret:.0f} ms")
    assert pret < 5_000
    page.get_by_role("navigation", name="Consigner").get_by_role(
        "link", name="Intervention"
    ).click()
    page.wait_for_load_state("domcontentloaded")
    page.get_by_role("radio", name="Appel").check()
    pret = page.evaluate(PRET)
    print(f"Consigner une intervention\u00a0: prête en {pret:.0f} ms")
    assert pret < 5_000


PRET = """() => Math.max(
    performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
    performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
)"""

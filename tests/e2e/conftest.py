"""A real Chromium against a live server: ``page``, ``connecter``, ``verifier_axe``.

Mark the tests ``navigateur``. ``chromium.py`` says where the browser is looked for, the environment
variable CHROMIUM first. Without one the tests are skipped here, and fail in CI.

What a screen shows at each width does not depend on the engine: ``make test`` runs each test on a
phone and on a desk; CI, which has both engines, on the desk with SQLite and on the phone with
PostgreSQL.
"""

import os
from threading import Semaphore

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.servers.basehttp import ServerHandler
from django.db import connection
from django.test import Client, TransactionTestCase
from playwright.sync_api import Page, expect

from tests.securite import ESSAIS

from .chromium import chromium

# Playwright's synchronous API runs an event loop in this thread; Django's guard would refuse
# the ORM calls of fixtures.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# A busy machine is slow to show what is right; what is wrong never shows.
expect.set_options(timeout=20_000)

# Its server has its own SQLite file, whatever the engine of the suite: it runs with that one. So
# does the walk of every page, but where each check is made whole on both engines.
collect_ignore_glob = [] if connection.vendor == "sqlite" else ["test_secousses*.py"]
if connection.vendor != "sqlite" and not ESSAIS:
    collect_ignore_glob.append("test_axe_partout.py")

ECRANS = {"telephone": {"width": 360, "height": 740}, "bureau": {"width": 1280, "height": 800}}


# axe would otherwise describe each element in order, half of its time.
VIOLATIONS_SEULES = {"resultTypes": ["violations"]}


def ecrans_essayes() -> dict[str, dict[str, int]]:
    if connection.vendor != "sqlite":
        return {"telephone": ECRANS["telephone"]}
    return {"bureau": ECRANS["bureau"]} if os.environ.get("CI") else ECRANS


def pytest_collection_modifyitems(items):
    if chromium() or os.environ.get("CI"):
        return
    absent = pytest.mark.skip(reason="Chromium introuvable : définir CHROMIUM=/chemin/chromium")
    for item in items:
        if item.get_closest_marker("navigateur"):
            item.add_marker(absent)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chemin = chromium()
    if chemin is None:
        pytest.fail("Chromium est exigé en CI : définir CHROMIUM=/chemin/chromium", pytrace=False)
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": chemin, "args": options}


@pytest.fixture(params=ecrans_essayes().values(), ids=ecrans_essayes().keys())
def browser_context_args(browser_context_args, request):
    """Every browser test runs on a phone and on a desk; see above for CI."""
    return {**browser_context_args, "viewport": request.param, "locale": "fr-CA"}


@pytest.fixture(autouse=True, scope="session")
def _requetes_comptees(_remise_a_neuf):
    """A database in memory is one connection, which the server's threads share: two requests at
    once would share a transaction too. Whatever the engine, none is under way when the first rows
    come back."""
    places = 1 if connection.vendor == "sqlite" else 8
    libres = Semaphore(places)
    repondre, remettre = ServerHandler.run, TransactionTestCase._fixture_teardown

    def repondre_a_son_tour(*args):
        with libres:
            repondre(*args)

    def remettre_sans_requete(test):
        for _ in range(places):
            libres.acquire()
        try:
            remettre(test)
        finally:
            libres.release(places)

    ServerHandler.run = repondre_a_son_tour
    TransactionTestCase._fixture_teardown = remettre_sans_requete
    yield
    ServerHandler.run = repondre
    TransactionTestCase._fixture_teardown = remettre


@pytest.fixture
def page(page: Page, live_server) -> Page:
    page.set_default_timeout(20_000)
    return page


@pytest.fixture
def connecter(live_server):
    """``connecter(page, ptp)``: she is signed in, without going through the form."""

    def ouvrir(page: Page, utilisateur) -> None:
        client = Client()
        client.force_login(utilisateur)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )

    return ouvrir


@pytest.fixture
def verifier_axe():
    """``verifier_axe(page)``: axe-core finds nothing, and nothing is wider than the screen."""

    def verifier(page: Page) -> None:
        resultat = Axe().run(page, options=VIOLATIONS_SEULES)
        assert resultat.violations_count == 0, resultat.generate_report()
        largeur = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert largeur <= 0, f"{page.url} dépasse l’écran de {largeur} px"

    return verifier

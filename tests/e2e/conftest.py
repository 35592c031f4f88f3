"""A real Chromium against a live server: ``page``, ``connecter``, ``verifier_axe``.

Mark the tests ``navigateur``. ``chromium.py`` says where the browser is looked for, the environment
variable CHROMIUM first. Without one the tests are skipped here, and fail in CI.

What a screen shows at each width does not depend on the engine: ``make test`` runs each test on a
phone and on a desk; CI, which has both engines, on the desk with SQLite and on the phone with
PostgreSQL.
"""

import os
from threading import Semaphore, current_thread

import pytest
from axe_playwright_python.sync_playwright import Axe, AxeResults
from django.conf import settings
from django.core.servers.basehttp import ServerHandler
from django.db import connection
from django.db.transaction import Atomic
from django.test import Client, TransactionTestCase
from playwright.sync_api import Error, Page, expect

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
    """Whatever the engine, no request is under way when the first rows come back."""
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

    with pytest.MonkeyPatch.context() as pendant:
        pendant.setattr(ServerHandler, "run", repondre_a_son_tour)
        pendant.setattr(TransactionTestCase, "_fixture_teardown", remettre_sans_requete)
        if connection.vendor == "sqlite":
            ChacunSonTour(libres).poser(pendant)
        yield


class ChacunSonTour:
    """A database in memory is one connection, which the test shares with its server: what one
    writes while the other is in a transaction would be written in it. The test waits for the
    request to end, and the request for the transaction of the test."""

    def __init__(self, libre: Semaphore) -> None:
        self.libre, self.test, self.tenus = libre, current_thread(), 0

    def poser(self, pendant: pytest.MonkeyPatch) -> None:
        entrer, sortir = Atomic.__enter__, Atomic.__exit__

        def entrer_a_son_tour(bloc):
            self.prendre()
            entrer(bloc)

        def sortir_puis_rendre(bloc, *panne):
            try:
                sortir(bloc, *panne)
            finally:
                self.rendre()

        def executer_a_son_tour(executer, *args):
            self.prendre()
            try:
                return executer(*args)
            finally:
                self.rendre()

        pendant.setattr(Atomic, "__enter__", entrer_a_son_tour)
        pendant.setattr(Atomic, "__exit__", sortir_puis_rendre)
        pendant.setattr(connection, "execute_wrappers", [executer_a_son_tour])

    def prendre(self) -> None:
        if current_thread() is self.test:
            if not self.tenus:
                self.libre.acquire()
            self.tenus += 1

    def rendre(self) -> None:
        if current_thread() is self.test:
            self.tenus -= 1
            if not self.tenus:
                self.libre.release()


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
        resultat = lire_axe(page)
        assert resultat.violations_count == 0, resultat.generate_report()
        largeur = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert largeur <= 0, f"{page.url} dépasse l’écran de {largeur} px"

    return verifier


def lire_axe(page: Page) -> AxeResults:
    """Violations alone: axe would also describe each element in order, a third of its time."""
    options = {"resultTypes": ["violations"]}
    page.wait_for_load_state()
    try:
        return Axe().run(page, options=options)
    except Error:  # another page was coming, after a click or by itself
        page.wait_for_load_state("networkidle")
        return Axe().run(page, options=options)

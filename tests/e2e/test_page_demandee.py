"""A page that does not come: the offline one stands for it, says so, and steps aside."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from .conftest import ECRANS
from .reseau import Relais
from .test_hors_ligne import preparer

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize(
        "browser_context_args", [ECRANS["telephone"]], ids=["telephone"], indirect=True
    ),
]

PATIENCE = 8_000  # ms


@pytest.fixture
def relais(live_server):
    relais = Relais(urlsplit(live_server.url).port)
    yield relais
    relais.lacher()
    relais.fermer()


@pytest.fixture
def prete(page: Page, relais, connecter, ptp):
    return preparer(page, relais, connecter, ptp)


def hors_reseau(page):
    return page.get_by_role("heading", level=1, name="Travailler hors réseau")


def familles(page):
    return page.get_by_role("heading", level=1, name="Familles")


def test_a_page_that_takes_too_long_is_said_when_it_comes(prete, relais, verifier_axe):
    page = prete
    relais.retenir()
    page.goto(f"{relais.url}/familles/", wait_until="commit")
    expect(hors_reseau(page)).to_be_visible()
    expect(page.get_by_text("La page demandée n’est pas venue.")).to_be_visible()
    assert page.url == f"{relais.url}/familles/"
    verifier_axe(page)
    saisie = page.locator('[data-saisie="famille"]')
    saisie.locator("> summary").click()
    saisie.locator('[name="alias"]').fill("la famille du chalet")
    relais.lacher()
    expect(page.get_by_text("Proximité répond de nouveau.")).to_be_visible()
    # What she types is not taken from under her hands.
    expect(saisie.locator('[name="alias"]')).to_have_value("la famille du chalet")
    page.get_by_role("link", name="Ouvrir la page demandée").click()
    expect(familles(page)).to_be_visible()


def test_a_page_asked_for_again_is_waited_for_longer(prete, relais):
    page = prete
    relais.retenir()
    page.goto(f"{relais.url}/familles/", wait_until="commit")
    expect(hors_reseau(page)).to_be_visible()
    page.get_by_role("link", name="La redemander").click(no_wait_after=True)
    page.wait_for_timeout(PATIENCE + 1_000)
    relais.lacher()
    expect(familles(page)).to_be_visible()


@pytest.mark.parametrize("statut", ["502 Bad Gateway", "503 Unavailable", "504 Gateway Timeout"])
def test_what_stands_before_the_server_is_not_shown_in_its_place(prete, relais, statut):
    page = prete
    relais.repondre(statut)
    page.goto(f"{relais.url}/familles/")
    expect(hors_reseau(page)).to_be_visible()
    relais.repondre("")
    page.get_by_role("link", name="La redemander").click()
    expect(familles(page)).to_be_visible()


def test_a_form_that_is_sent_is_neither_cut_nor_sent_again(prete, relais):
    page = prete
    page.goto(f"{relais.url}/familles/ouvrir/")
    page.get_by_label("Alias").fill("la famille du chalet")
    envois = []
    page.on("request", lambda d: d.method == "POST" and "/ouvrir/" in d.url and envois.append(d))
    relais.retenir()
    page.get_by_role("button", name="Ouvrir la famille").click(no_wait_after=True)
    page.wait_for_timeout(PATIENCE + 2_000)
    assert page.url == f"{relais.url}/familles/ouvrir/"
    relais.lacher()
    expect(page.get_by_role("heading", level=1)).to_contain_text("chalet")
    assert len(envois) == 1

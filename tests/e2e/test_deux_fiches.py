"""The same famille twice: shown as she types, compared, brought together."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.familles.factories import EnfantFactory, FamilleFactory, IdentiteFamilleFactory

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tremblay(territoire, ptp):
    famille = FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    IdentiteFamilleFactory(famille=famille, nom="Tremblay")
    EnfantFactory(famille=famille, naissance=date(2024, 3, 15), precision="mois")
    return famille


def test_two_fiches_of_one_famille_become_one(
    page: Page, live_server, connecter, verifier_axe, ptp, tremblay
):
    connecter(page, ptp)
    page.goto(f"{live_server.url}/familles/ouvrir/")
    page.get_by_label("Alias").press_sequentially("Trembley, enfant né mars 2024")
    semblables = page.get_by_role("region", name="Familles qui ressemblent à celle-ci")
    expect(semblables).to_contain_text("Nom proche\u00a0: Tremblay, enfant né le même mois")
    verifier_axe(page)
    semblables.get_by_label("C’est une autre famille").check()
    page.get_by_role("button", name="Ouvrir la famille").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trembley")
    page.get_by_text("Autres gestes sur cette fiche").click()
    page.get_by_role("link", name="Réunir avec une autre fiche").click()
    page.get_by_label("Chercher l’autre fiche").fill("parc")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Comparer").click()
    verifier_axe(page)
    page.get_by_label("Pourquoi c’est la même famille").fill("Elle l’a dit")
    page.get_by_role("button", name="Réunir les deux fiches").click()
    expect(page.get_by_text("Réunie avec une autre fiche")).to_be_visible()

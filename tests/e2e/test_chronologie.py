"""The story of a famille, filtered with plain links; the sheet that one adult takes home."""

import pytest
from playwright.sync_api import expect

from familles.models import IdentiteAdulte
from tests.familles.factories import (
    AdulteFactory,
    BesoinFactory,
    FamilleFactory,
    InterventionFactory,
    PromesseFactory,
)

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def famille(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    InterventionFactory(famille=famille, saisie_par=ptp, note="Elle aime le parc")
    BesoinFactory(famille=famille)
    PromesseFactory(famille=famille, texte="Apporter la liste")
    for prenom in ("Anna", "Ludo"):
        IdentiteAdulte.objects.create(adulte=AdulteFactory(famille=famille), prenom=prenom)
    return famille


def test_story_is_filtered_and_a_sheet_is_prepared(
    page, live_server, connecter, verifier_axe, ptp, famille
):
    connecter(page, ptp)
    page.goto(f"{live_server.url}/familles/{famille.code}/")
    histoire = page.get_by_role("region", name="Chronologie")
    expect(histoire.get_by_role("heading", level=3)).not_to_have_count(0)
    filtres = page.get_by_role("navigation", name="Filtrer la chronologie")
    filtres.get_by_role("link", name="Interventions").click()
    expect(filtres.locator("[aria-current]")).to_have_text("Interventions")
    expect(histoire.get_by_role("heading", level=4)).to_have_count(1)
    verifier_axe(page)

    page.get_by_role("link", name="Feuille pour un parent").click()
    verifier_axe(page)
    page.get_by_label("Anna").check()
    expect(page.get_by_label("Elle aime le parc")).not_to_be_checked()
    expect(page.get_by_label("Apporter la liste")).to_be_checked()
    page.get_by_role("button", name="Préparer la feuille").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que nous avons noté avec vous")
    expect(page.get_by_text("Ludo")).to_have_count(0)
    expect(page.get_by_text("Elle aime le parc")).to_have_count(0)
    verifier_axe(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Imprimer la feuille")).to_be_hidden()

"""A refusal that is the same gap as another, undone, then followed to the concertation."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from referencements.models import TrouDeServices
from tests.familles.factories import FamilleFactory
from tests.referencements.factories import LE, constater, referencement_sortant

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def deja(territoire, ptp):
    famille = FamilleFactory(alias="la famille du coin", territoire=territoire, saisie_par=ptp)
    manque = {"type_id": "alimentation", "cause": "places"}
    return constater(territoire, par=ptp, famille=famille, nb_enfants=2, **manque).trou


def test_one_tap_joins_and_one_tap_separates(
    page, live_server, connecter, verifier_axe, ptp, territoire, deja
):
    famille = FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    referencement = referencement_sortant(famille, par=ptp, etat="refusee_partenaire")
    connecter(page, ptp)
    page.goto(live_server.url + reverse("referencements:fiche", args=[referencement.pk]))
    page.get_by_role("button", name="Constater le trou de services").click()
    expect(page.get_by_text("Il se joint au même manque")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Réponse aux besoins alimentaires, manque de places").click()
    expect(page.get_by_role("link", name="La famille du coin")).to_be_visible()
    verifier_axe(page)
    constat = page.get_by_role("listitem").filter(has_text="La famille du parc")
    constat.get_by_role("button", name="Séparer").click()
    expect(page.get_by_text("C’est maintenant un trou de services à part.")).to_be_visible()
    assert TrouDeServices.objects.count() == 2


def test_same_gap_is_offered_as_she_says_type_and_cause(
    page, live_server, connecter, verifier_axe, ptp, territoire, deja
):
    constater(territoire, par=ptp, type_id="logement")
    connecter(page, ptp)
    page.goto(live_server.url + reverse("referencements:trou_constater"))
    verifier_axe(page)
    page.get_by_label("Type").select_option("alimentation")
    expect(page.get_by_label("Réponse aux besoins de logement")).to_have_count(0)
    page.get_by_label("Manque de places", exact=True).check()
    meme = page.get_by_label("Réponse aux besoins alimentaires, manque de places, 1\u00a0famille")
    expect(meme).to_be_checked()
    verifier_axe(page)
    page.get_by_role("button", name="Constater le manque").click()
    expect(page.get_by_text("Il se joint au même manque")).to_be_visible()
    assert deja.constats.count() == 2


def test_trou_is_followed_and_brought_to_the_concertation(
    page, live_server, connecter, verifier_axe, ptp, deja
):
    connecter(page, ptp)
    page.goto(live_server.url + reverse("referencements:trous"))
    verifier_axe(page)
    page.get_by_role("link", name="Réponse aux besoins alimentaires").click()
    page.get_by_role("link", name="Changer le statut").click()
    page.get_by_label("Porté à la concertation").check()
    page.get_by_label("Depuis le").fill(LE.isoformat())
    page.get_by_label("En un mot").fill("Table de mars")
    verifier_axe(page)
    page.get_by_role("button", name="Changer le statut").click()
    expect(page.get_by_text("Table de mars")).to_be_visible()
    page.get_by_role("link", name="Trous de services").first.click()
    page.get_by_role("link", name="Version pour la concertation").click()
    expect(page.get_by_text("moins de\u00a05").first).to_be_visible()
    expect(page.get_by_text("La famille du coin")).to_have_count(0)
    verifier_axe(page)

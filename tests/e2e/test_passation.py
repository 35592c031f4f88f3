"""A PTP leaves: she prepares a famille, the gestionnaire concludes once she is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from familles.models import Passation
from tests.familles.factories import AccompagnementFactory, FamilleFactory

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_a_famille_is_prepared_then_concluded_by_the_gestionnaire(
    page: Page, live_server, connecter, verifier_axe, ptp, gestionnaire, territoire
):
    famille = FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    AccompagnementFactory(famille=famille, ptp=ptp)
    jour = timezone.localdate()
    passation = Passation(de=ptp, territoire=territoire, dernier_jour=jour, saisie_par=ptp)
    passation.commencer()
    connecter(page, ptp)
    page.goto(f"{live_server.url}/passations/{passation.pk}/")
    verifier_axe(page)
    page.get_by_role("link", name="Famille suivante").click()
    verifier_axe(page)
    page.get_by_role("link", name="Préparer").click()
    page.get_by_label("Ce qui compte pour elle").fill("Elle aime marcher")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Elle aime marcher")).to_be_visible()
    Passation.objects.update(dernier_jour=jour - timedelta(days=1))
    connecter(page, gestionnaire)
    page.goto(f"{live_server.url}/passations/{passation.pk}/")
    page.get_by_role("link", name="la famille du parc").click()
    expect(page.get_by_text("Elle aime marcher")).to_have_count(0)
    verifier_axe(page)
    page.get_by_role("link", name="Noter").click()
    page.get_by_label("Non", exact=True).check()
    page.get_by_label("L’accompagnement se termine, c’est son choix").check()
    page.get_by_role("button", name="Noter sa réponse").click()
    page.get_by_role("link", name="Conclure la passation").click()
    page.get_by_role("button", name="Conclure la passation").click()
    expect(page.get_by_text("Conclue le")).to_be_visible()

"""A PTP leaves: she prepares a famille, the gestionnaire concludes once she is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from comptes.models import Role
from familles.models import Accompagnement, Passation
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
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


def test_the_relay_is_met_together_and_reads_what_is_passed_on_after_the_yes(
    page: Page, live_server, connecter, verifier_axe, ptp, gestionnaire, territoire
):
    """Prepared, met together, « pas encore », then « oui »: the successor goes on from there."""
    famille = FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    AccompagnementFactory(famille=famille, ptp=ptp)
    releve = UtilisateurFactory(prenom="Ève", nom="Relève")
    AffectationFactory(utilisateur=releve, role=Role.PTP, territoire=territoire)
    jour = timezone.localdate()
    passation = Passation(de=ptp, territoire=territoire, dernier_jour=jour, saisie_par=ptp)
    passation.commencer()

    connecter(page, gestionnaire)
    page.goto(f"{live_server.url}/passations/{passation.pk}/")
    page.get_by_role("link", name="Organiser").click()
    page.get_by_label("Relève", exact=True).select_option(label="Ève Relève")
    page.get_by_label("Premier jour de la relève").fill(jour.isoformat())
    page.get_by_role("button", name="Organiser la relève").click()
    expect(page.get_by_text("Ève Relève")).to_be_visible()

    connecter(page, ptp)
    page.goto(f"{live_server.url}/passations/{passation.pk}/")
    page.get_by_role("link", name="Famille suivante").click()
    for texte, devenir in [("Elle craint les papiers", "À transmettre"), ("À taire", "Ne pas")]:
        page.get_by_role("link", name="Noter un point sensible").click()
        page.get_by_role("textbox").fill(texte)
        page.get_by_label(devenir).check()
        page.get_by_role("button", name="Noter le point sensible").click()
    page.get_by_role("link", name="Prévoir une rencontre").click()
    verifier_axe(page)
    page.get_by_label("Prévue le").fill(jour.isoformat())
    page.get_by_label("Avec qui").fill("la grand-maman")
    page.get_by_label("Domicile").check()
    page.get_by_role("button", name="Prévoir la rencontre").click()
    page.get_by_role("link", name="Elle a eu lieu").click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Tenue le")).to_be_visible()
    page.get_by_role("link", name="Noter sa réponse").click()
    page.get_by_label("Pas encore").check()
    page.get_by_label("Dans ses mots").fill("après la rentrée")
    page.get_by_role("button", name="Noter sa réponse").click()
    expect(page.get_by_text("« après la rentrée »")).to_be_visible()
    expect(page.get_by_role("link", name="Conclure la passation")).to_have_count(0)

    connecter(page, releve)
    page.goto(f"{live_server.url}/passations/")
    page.get_by_role("link", name=ptp.get_full_name()).click()
    page.get_by_role("link", name="la famille du parc").first.click()
    expect(page.get_by_text("s’ouvrent quand la famille dit oui")).to_be_visible()
    expect(page.get_by_text("Elle craint les papiers")).to_have_count(0)
    page.get_by_role("link", name="Noter sa réponse").click()
    page.get_by_label("Oui", exact=True).check()
    page.get_by_role("button", name="Noter sa réponse").click()
    expect(page.get_by_text("Elle craint les papiers")).to_be_visible()
    expect(page.get_by_text("À taire")).to_have_count(0)
    verifier_axe(page)
    page.get_by_role("link", name="Conclure la passation").click()
    page.get_by_role("button", name="Conclure la passation").click()
    expect(page.get_by_text("Conclue le")).to_be_visible()
    assert Accompagnement.objects.get().ptp == releve

"""A référencement from the search of an organisme to its answer and the trou it reveals."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from familles.models import Besoin
from referencements.models import Referencement, TrouDeServices
from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import OffreServiceFactory, PartenaireFactory
from tests.referencements.factories import referencement_entrant

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_ptp_refers_a_famille_and_notes_the_refusal(
    page, live_server, connecter, verifier_axe, ptp, territoire
):
    famille = FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    banque = PartenaireFactory(nom="Banque alimentaire fictive", territoires=[territoire])
    OffreServiceFactory(partenaire=banque, capacite="disponible")
    PartenaireFactory(nom="Comptoir vestimentaire fictif", territoires=[territoire])
    connecter(page, ptp)

    page.goto(f"{live_server.url}{reverse('referencements:creer')}?famille={famille.code}")
    page.get_by_label("Besoin").select_option("alimentation")
    page.get_by_label("Chercher un organisme").fill("banqe alimantaire")
    expect(page.get_by_text("Comptoir vestimentaire fictif")).to_have_count(0)
    page.get_by_label("Banque alimentaire fictive").check()
    page.get_by_label("Oui", exact=True).check()
    page.get_by_label("Note pour vous").fill("Préfère le matin")
    verifier_axe(page)
    page.get_by_role("button", name="Consigner le référencement").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Banque alimentaire fictive")
    page.get_by_role("link", name="Consigner le contact").click()
    page.get_by_label("Appel fait avec la famille").check()
    page.get_by_role("button", name="Consigner le contact").click()
    page.get_by_role("link", name="Refusée").click()
    page.get_by_label("Complet", exact=True).check()
    page.get_by_role("button", name="Refusée").click()
    verifier_axe(page)
    page.get_by_role("button", name="Constater le trou de services").click()
    expect(page.get_by_text("Le trou de services est constaté.")).to_be_visible()

    assert Referencement.objects.get().etat == "refusee_partenaire"
    assert TrouDeServices.objects.get().type_id == "alimentation"
    assert famille.besoins.get().etat == Besoin.Etat.TROU_DE_SERVICES


def test_enter_saves_and_searches_only_in_the_search(page, live_server, connecter, ptp, territoire):
    famille = FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    PartenaireFactory(nom="Banque alimentaire fictive", territoires=[territoire])
    PartenaireFactory(nom="Comptoir vestimentaire fictif", territoires=[territoire])
    connecter(page, ptp)
    page.goto(f"{live_server.url}{reverse('referencements:creer')}?famille={famille.code}")
    page.get_by_label("Besoin").select_option("alimentation")
    page.get_by_label("Banque alimentaire fictive").check()
    page.get_by_label("Chercher un organisme").fill("comptoir")
    page.get_by_label("Chercher un organisme").press("Enter")
    expect(page.get_by_label("Comptoir vestimentaire fictif")).to_be_visible()
    expect(page.get_by_label("Banque alimentaire fictive")).to_be_checked()
    assert not Referencement.objects.exists()

    page.get_by_label("Oui", exact=True).check()
    page.get_by_label("Prendre des nouvelles le").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Banque alimentaire fictive")
    assert Referencement.objects.count() == 1


def test_what_is_ticked_while_a_search_is_on_its_way_stays_ticked(
    page, live_server, connecter, ptp, territoire
):
    famille = FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    PartenaireFactory(nom="Banque alimentaire fictive", territoires=[territoire])
    PartenaireFactory(nom="Comptoir vestimentaire fictif", territoires=[territoire])
    connecter(page, ptp)
    page.goto(f"{live_server.url}{reverse('referencements:creer')}?famille={famille.code}")
    banque = page.get_by_label("Banque alimentaire fictive")

    def repondre_apres_le_geste(route):
        reponse = route.fetch()
        banque.check()
        route.fulfill(response=reponse)

    page.route("**/referencements/creer/", repondre_apres_le_geste)
    page.get_by_label("Chercher un organisme").press_sequentially("comptoir")
    expect(page.get_by_label("Comptoir vestimentaire fictif")).to_be_visible()
    expect(page.locator("#id_partenaires .proposition")).to_have_count(2)
    expect(banque).to_be_checked()


def test_ptp_welcomes_a_famille_that_a_partenaire_refers(
    page, live_server, connecter, verifier_axe, ptp, territoire
):
    entrant = referencement_entrant(territoire, par=ptp)
    connecter(page, ptp)
    page.goto(f"{live_server.url}{reverse('referencements:liste')}?vue=a_accueillir")
    verifier_axe(page)
    page.get_by_role("link", name="réfère une famille").click()
    page.get_by_role("link", name="Accueillir la famille").click()
    page.get_by_label("Alias de la nouvelle famille").fill("la famille du CPE")
    verifier_axe(page)
    page.get_by_role("button", name="Ouvrir la nouvelle famille").click()
    expect(page.get_by_text("La famille est accueillie.")).to_be_visible()
    entrant.refresh_from_db()
    assert entrant.famille.alias == "la famille du CPE"

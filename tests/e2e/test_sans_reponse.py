"""A form sent where nobody answers stays on screen, says what is kept, and goes once later."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from activites.models import ActiviteDemarchage
from familles.models import Famille, Promesse
from tests.familles.factories import FamilleFactory

from .test_hors_ligne import preparer

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

ALIAS = "la famille du chalet"
CONFIANCE = 5_500  # ms after which the page asks before it sends
GARDEE = "rien n’est parti. Votre saisie est gardée sur cet appareil; renvoyez-la "


@pytest.fixture
def ouvrir(page: Page, live_server, connecter, ptp):
    connecter(page, ptp)
    page.goto(f"{live_server.url}/familles/ouvrir/")
    page.get_by_label("Alias").fill(ALIAS)
    return page


def envoyer(page: Page):
    return page.get_by_role("button", name="Ouvrir la famille")


def avis(page: Page):
    return page.locator("[data-rien-parti]")


def ouverte_une_fois(page: Page):
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("chalet"))
    assert Famille.objects.get().alias == ALIAS


def test_without_network_it_says_what_is_kept_then_goes(ouvrir, verifier_axe):
    page = ouvrir
    page.context.set_offline(True)
    envoyer(page).click()
    expect(avis(page)).to_be_focused()
    expect(avis(page)).to_have_attribute("role", "alert")
    expect(avis(page)).to_contain_text(f"Pas de réseau\u00a0: {GARDEE}quand le réseau revient.")
    expect(avis(page).get_by_role("link")).to_have_attribute("href", "/hors-ligne/")
    expect(avis(page)).to_be_in_viewport(ratio=1)
    expect(page.locator('[data-panne="reseau"]')).to_be_hidden()
    expect(envoyer(page)).to_be_enabled()
    verifier_axe(page)
    page.context.set_offline(False)
    page.reload()
    # Never sent: nothing says that it may have been.
    expect(page.get_by_text(re.compile(r"Votre brouillon .* est repris\.$"))).to_be_visible()
    envoyer(page).click()
    ouverte_une_fois(page)


def test_server_that_is_dead_is_told_from_the_network_whichever_way_it_is_sent(ouvrir):
    page = ouvrir
    page.wait_for_timeout(CONFIANCE)
    page.route("**/*", lambda route: route.abort())
    envoyer(page).dblclick()
    expect(avis(page)).to_contain_text(f"Proximité ne répond pas\u00a0: {GARDEE}dans un moment.")
    page.get_by_label("Alias").press("Enter")
    expect(avis(page)).to_be_focused()
    page.unroute_all()
    page.get_by_label("Alias").press("Enter")
    ouverte_une_fois(page)


def test_proxy_that_answers_for_the_dead_server_is_not_the_server(ouvrir):
    page = ouvrir
    page.wait_for_timeout(CONFIANCE)
    page.route("**/*", lambda route: route.fulfill(status=502, body="Bad gateway"))
    envoyer(page).click()
    expect(avis(page)).to_contain_text("rien n’est parti")
    expect(page.get_by_label("Alias")).to_have_value(ALIAS)


def test_pressed_twice_while_the_network_is_slow_it_goes_once(ouvrir):
    page = ouvrir
    page.wait_for_timeout(CONFIANCE)
    demandes, envois = [], []
    page.on("request", lambda demande: demande.method == "POST" and envois.append(demande))
    # The first is left without an answer, the second gets one, later than the first was given.
    page.route("**/sante/", lambda route: demandes.append(route))
    envoyer(page).dblclick()
    expect(avis(page)).to_contain_text(GARDEE)
    place = envoyer(page).bounding_box()
    envoyer(page).dblclick()
    expect(avis(page)).to_have_text(re.compile("Nouvel essai…"))
    assert envoyer(page).bounding_box() == place
    page.wait_for_timeout(3_500)
    assert len(demandes) == 2
    assert not Famille.objects.exists()
    demandes[-1].continue_()
    ouverte_une_fois(page)
    assert len(envois) == 1


def test_button_without_a_draft_says_that_nothing_went(
    page, live_server, connecter, verifier_axe, ptp, territoire
):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    echeance = timezone.localdate() + timedelta(days=2)
    promesse = Promesse.objects.create(
        famille=famille, saisie_par=ptp, texte="Apporter un manteau", echeance=echeance
    )
    connecter(page, ptp)
    page.goto(f"{live_server.url}/familles/{famille.code}/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Tenue").first.click()
    attendu = "Pas de réseau\u00a0: rien n’est parti. Laissez cette page ouverte"
    expect(avis(page)).to_contain_text(attendu)
    expect(avis(page)).to_be_focused()
    verifier_axe(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="Tenue").first.click()
    expect(page.get_by_role("heading", name="Promesse tenue")).to_be_visible()
    expect(avis(page)).to_have_count(0)
    promesse.refresh_from_db()
    assert promesse.tenue_le


def test_button_pressed_is_the_one_that_goes(page, live_server, connecter, ptp, territoire):
    connecter(page, ptp)
    page.goto(f"{live_server.url}/demarchage/consigner/")
    page.get_by_role("button", name=re.compile("Une de plus.*repérées")).click()
    for groupe, mot in (("Durée", "1\u00a0h"), ("Stratégie", "Présence dans les parcs")):
        puces = page.get_by_role("group", name=groupe)
        puces.get_by_role("radio", name=mot, exact=True).check()
    page.wait_for_timeout(CONFIANCE)
    with page.expect_request("**/sante/"):
        page.get_by_role("button", name="ouvrir une famille repérée").click()
    expect(page.get_by_role("heading", name="Ouvrir une famille")).to_be_visible()
    assert ActiviteDemarchage.objects.count() == 1


@pytest.fixture
def prete(page: Page, live_server, connecter, ptp):
    return preparer(page, live_server, connecter, ptp)


def en_attente(page: Page):
    return page.locator("[data-en-attente]")


def test_left_to_wait_it_goes_by_itself_once(prete, live_server, verifier_axe):
    page = prete
    page.goto(f"{live_server.url}/familles/ouvrir/")
    page.get_by_label("Alias").fill(ALIAS)
    page.context.set_offline(True)
    envoyer(page).click()
    page.get_by_role("button", name="Mettre la saisie en attente").click()
    expect(en_attente(page)).to_be_focused()
    expect(en_attente(page)).to_contain_text("Votre saisie attend sur cet appareil.")
    expect(envoyer(page)).to_be_hidden()
    verifier_axe(page)
    en_attente(page).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Travailler hors réseau")).to_be_visible()
    expect(page.locator("[data-file] li")).to_have_count(1)
    page.go_back()
    assert not Famille.objects.exists()
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/hors-ligne/")
    expect(page.get_by_text("Aucune saisie n’attend.")).to_be_visible()
    assert Famille.objects.get().alias == ALIAS
    page.goto(f"{live_server.url}/familles/ouvrir/")
    # Its draft went with it.
    expect(page.get_by_label("Alias")).to_have_value("")


def test_page_left_open_says_when_it_went(prete, live_server, ptp, territoire):
    page = prete
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    page.goto(f"{live_server.url}/familles/{famille.code}/promesses/ajouter/")
    page.locator("[name=texte]").fill("Apporter un manteau")
    page.context.set_offline(True)
    page.get_by_role("button", name="Noter la promesse").click()
    page.get_by_role("button", name="Mettre la saisie en attente").click()
    expect(en_attente(page)).to_contain_text("attend sur cet appareil")
    page.context.set_offline(False)
    expect(en_attente(page)).to_contain_text("Votre saisie est partie")
    expect(en_attente(page).get_by_role("button")).to_have_count(0)
    expect(en_attente(page).get_by_role("link")).to_have_text("Retourner à Ma journée")
    promesse = Promesse.objects.get()
    assert (promesse.famille, promesse.texte) == (famille, "Apporter un manteau")


def test_what_waits_may_be_taken_up_again_on_its_page(prete, live_server):
    page = prete
    page.goto(f"{live_server.url}/familles/ouvrir/")
    page.context.set_offline(True)
    envoyer(page).click()
    page.get_by_role("button", name="Mettre la saisie en attente").click()
    expect(page.get_by_text("Alias\u00a0: à remplir.")).to_be_visible()
    page.get_by_label("Alias").fill(ALIAS)
    page.get_by_role("button", name="Mettre la saisie en attente").click()
    en_attente(page).get_by_role("button", name="Reprendre la saisie").click()
    expect(page.get_by_label("Alias")).to_be_focused()
    page.get_by_label("Alias").fill(f"{ALIAS} bleu")
    page.context.set_offline(False)
    envoyer(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("chalet bleu"))
    page.goto(f"{live_server.url}/hors-ligne/")
    expect(page.get_by_text("Aucune saisie n’attend.")).to_be_visible()
    assert Famille.objects.get().alias == f"{ALIAS} bleu"


def test_what_was_refused_says_where_to_correct_it(prete, live_server, ptp, territoire):
    page = prete
    FamilleFactory(territoire=territoire, saisie_par=ptp, alias=ALIAS)
    page.goto(f"{live_server.url}/familles/ouvrir/")
    page.context.set_offline(True)
    page.get_by_label("Alias").fill(ALIAS)
    envoyer(page).click()
    page.get_by_role("button", name="Mettre la saisie en attente").click()
    page.context.set_offline(False)
    expect(en_attente(page)).to_contain_text("n’a pas pris votre saisie telle quelle")
    en_attente(page).get_by_role("link", name="La corriger").click()
    ligne = page.locator("[data-file] > li")
    expect(ligne).to_contain_text("À corriger")
    expect(ligne.locator("dt")).to_have_text(["Alias", "Jointe le"])
    assert Famille.objects.count() == 1


def test_what_another_window_deleted_is_not_said_recorded(prete, live_server):
    page = prete
    page.goto(f"{live_server.url}/familles/ouvrir/")
    page.context.set_offline(True)
    page.get_by_label("Alias").fill(ALIAS)
    envoyer(page).click()
    page.get_by_role("button", name="Mettre la saisie en attente").click()
    expect(en_attente(page)).to_be_focused()
    autre = page.context.new_page()
    autre.on("dialog", lambda question: question.accept())
    autre.goto(f"{live_server.url}/hors-ligne/")
    autre.get_by_role("button", name="Supprimer").click()
    expect(autre.get_by_text("Aucune saisie n’attend.")).to_be_visible()
    page.context.set_offline(False)
    expect(en_attente(page)).to_contain_text("elle est partie, ou une autre fenêtre l’a supprimée")
    assert not Famille.objects.exists()


def test_what_was_to_follow_is_not_forgotten(prete, live_server):
    page = prete
    page.goto(f"{live_server.url}/demarchage/consigner/")
    page.get_by_role("button", name=re.compile("Une de plus.*repérées")).click()
    for groupe, mot in (("Durée", "1\u00a0h"), ("Stratégie", "Présence dans les parcs")):
        puces = page.get_by_role("group", name=groupe)
        puces.get_by_role("radio", name=mot, exact=True).check()
    page.context.set_offline(True)
    page.get_by_role("button", name="ouvrir une famille repérée").click()
    page.get_by_role("button", name="Mettre la saisie en attente").click()
    expect(en_attente(page)).to_be_focused()
    page.context.set_offline(False)
    expect(en_attente(page)).to_contain_text("Il reste à ouvrir la famille repérée.")
    en_attente(page).get_by_role("link", name="Ouvrir la famille repérée").click()
    expect(page.get_by_role("heading", name="Ouvrir une famille")).to_be_visible()
    assert ActiviteDemarchage.objects.count() == 1

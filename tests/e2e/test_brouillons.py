"""Drafts: what is typed survives the reload, the crash, the session that ends; nobody reads it."""

import re

import pytest
from playwright.sync_api import Page, expect

from activites.models import ActiviteDemarchage
from comptes.models import Session
from familles.models import EtapePlan, Famille, Intervention
from tests.familles.factories import FamilleFactory
from tests.familles.scelles import textes

from .conftest import ECRANS
from .stockage import vider_stockage

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize(
        "browser_context_args", [ECRANS["telephone"]], ids=["telephone"], indirect=True
    ),
]

REPRIS = re.compile(r"Votre brouillon de \d+\sh\s\d\d est repris\.")
SECRET = "la famille du quai Rouge-Gorge"


@pytest.fixture
def ici(page: Page, live_server, connecter, ptp):
    """``ici("/familles/ouvrir/")``: she opens a page, signed in."""
    page.set_default_timeout(30_000)
    connecter(page, ptp)
    return lambda adresse: page.goto(live_server.url + adresse)


def ecrit(page):
    """Long enough after the last key for what is typed to be kept."""
    page.wait_for_timeout(1200)


def puce(page, groupe, mot):
    return page.get_by_role("group", name=groupe).get_by_role("radio", name=mot, exact=True)


def test_every_kind_of_field_comes_back_after_a_reload(page, ici, territoire, ptp, verifier_axe):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="rue des Érables")
    ici("/interventions/consigner/")
    puce(page, "Famille", "rue des Érables").check()
    puce(page, "Mode", "Appel").check()
    puce(page, "Durée", "Autre").check()
    page.get_by_label("Autre durée").fill("25")
    page.locator("summary", has_text="facultatif").click()
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_label("Date").fill("2024-03-05")
    page.get_by_label("Note").fill(f"Deux lignes,\n{SECRET}")
    ecrit(page)
    page.reload()
    expect(page.get_by_text(REPRIS)).to_be_visible()
    for mot in ("rue des Érables", "Appel", "Autre"):
        expect(page.get_by_role("radio", name=re.compile(f"{mot}$"), checked=True)).to_be_visible()
    expect(page.get_by_label("Autre durée")).to_have_value("25")
    expect(page.get_by_role("checkbox").nth(1)).to_be_checked()
    expect(page.get_by_label("Date")).to_have_value("2024-03-05")
    expect(page.get_by_label("Note")).to_have_value(f"Deux lignes,\n{SECRET}")
    verifier_axe(page)
    puce(page, "Type d’action", "Informer").check()
    page.get_by_role("button", name="Consigner l’intervention").click()
    expect(page.get_by_text("L’intervention est consignée.")).to_be_visible()
    assert Intervention.objects.get().famille == famille
    ici("/interventions/consigner/")
    ecrit(page)
    expect(page.get_by_text("brouillon")).to_have_count(0)
    expect(page.get_by_label("Note")).to_have_value("")


def test_what_is_dictated_is_kept_and_sent(page, ici, territoire, ptp):
    """A keyboard that listens inserts words without a single key."""
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="rue des Érables")
    ici(f"/interventions/consigner/?famille={famille.code}")
    puce(page, "Type d’action", "Informer").check()
    puce(page, "Mode", "Appel").check()
    puce(page, "Durée", "15\u00a0min").check()
    page.locator("summary", has_text="facultatif").click()
    dicter(page, page.get_by_label("Note"), SECRET)
    page.get_by_role("button", name="Consigner l’intervention").click()
    expect(page.get_by_text("L’intervention est consignée.")).to_be_visible()
    assert textes(Intervention.objects.all(), "note") == [SECRET]
    ici("/familles/ouvrir/")
    dicter(page, page.get_by_label("Alias"), SECRET)
    page.get_by_role("button", name="Ouvrir la famille").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Rouge-Gorge"))
    ici("/familles/")
    page.get_by_role("searchbox").focus()
    page.keyboard.insert_text("Érables")
    expect(page.locator("#resultats").get_by_role("link", name="rue des Érables")).to_be_visible()
    expect(page.locator("#resultats")).not_to_contain_text("Rouge-Gorge")


def dicter(page, champ, mots):
    champ.focus()
    page.keyboard.insert_text(mots)
    ecrit(page)
    page.reload()
    expect(page.get_by_text(REPRIS)).to_be_visible()
    expect(champ).to_have_value(mots)


def test_one_starts_anew_and_may_think_again(page, ici):
    ici("/familles/ouvrir/")
    page.get_by_label("Alias").fill(SECRET)
    ecrit(page)
    page.reload()
    page.get_by_role("button", name="Repartir à neuf").click()
    expect(page.get_by_label("Alias")).to_have_value("")
    page.get_by_role("button", name="Reprendre mon brouillon").click()
    expect(page.get_by_label("Alias")).to_have_value(SECRET)
    page.get_by_role("button", name="Repartir à neuf").click()
    ecrit(page)
    page.reload()
    ecrit(page)
    expect(page.get_by_text("brouillon")).to_have_count(0)


def test_a_session_that_ends_loses_nothing(page, ici, connecter, ptp):
    ptp.set_password("une phrase de passe")
    ptp.save()
    connecter(page, ptp)
    ici("/familles/ouvrir/")
    page.get_by_label("Alias").fill(SECRET)
    Session.objects.all().delete()
    page.get_by_role("button", name="Ouvrir la famille").click()
    page.get_by_label("Courriel").fill(ptp.email)
    page.get_by_label("Mot de passe").fill("une phrase de passe")
    page.get_by_role("button", name="Ouvrir ma session").click()
    expect(page.get_by_text(re.compile("Votre brouillon"))).to_be_visible()
    expect(page.get_by_label("Alias")).to_have_value(SECRET)
    page.get_by_role("button", name="Ouvrir la famille").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Rouge-Gorge"))
    assert Famille.objects.get().alias == SECRET


def test_a_step_typed_on_the_plan_survives_the_reload_and_the_session(
    page, ici, connecter, territoire, ptp, verifier_axe
):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    plan = f"/familles/{famille.code}/plan/"
    ici(plan)
    texte = page.get_by_label("Une étape, dans les mots de la famille")
    texte.fill(SECRET)
    ecrit(page)
    page.reload()
    expect(page.get_by_text(REPRIS)).to_be_visible()
    expect(texte).to_have_value(SECRET)
    verifier_axe(page)
    Session.objects.all().delete()
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_label("Mot de passe")).to_be_visible()
    connecter(page, ptp)
    # Where her login leads: the page that the step was sent to, which asks more.
    ici(f"{plan}etapes/ajouter/")
    expect(page.locator('[name="texte"]')).to_have_value(SECRET)
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    page.get_by_role("button", name="Ajouter l’étape").click()
    expect(page.get_by_text("L’étape est ajoutée au plan.")).to_be_visible()
    ecrit(page)
    expect(texte).to_have_value("")
    assert textes(EtapePlan.objects.all(), "texte") == [SECRET]


def test_lost_answer_is_sent_again_and_recorded_once(page, ici, territoire):
    ici("/demarchage/consigner/")
    page.get_by_role("button", name=re.compile("Une de plus.*rencontrées")).click()
    puce(page, "Durée", "1\u00a0h").check()
    puce(page, "Stratégie", "Présence dans les parcs").check()
    page.route("**/demarchage/consigner/", _perdre_la_reponse)
    with page.expect_event("requestfailed", lambda demande: demande.method == "POST"):
        page.get_by_role("button", name="Noter le démarchage").click()
    assert ActiviteDemarchage.objects.count() == 1
    page.unroute("**/demarchage/consigner/")
    ici("/demarchage/consigner/")
    expect(page.get_by_text("Il a peut-être déjà été envoyé")).to_be_visible()
    page.get_by_role("button", name="Noter le démarchage").click()
    expect(page.get_by_text(re.compile("Familles rencontrées\u00a0:\u00a01"))).to_be_visible()
    assert ActiviteDemarchage.objects.count() == 1


def _perdre_la_reponse(route):
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        # What it fetched set a cookie in the browser; a lost answer sets none.
        route.request.frame.page.context.clear_cookies(name="brouillon_recu")
        route.abort()
    else:
        route.continue_()


def test_refused_form_shows_what_the_server_says_then_nothing_of_it_stays(page, ici):
    ici("/hors-mandat/consigner/")
    puce(page, "Nature", "Traduction, interprétation").check()
    page.get_by_role("button", name="Noter la demande").click()
    expect(page.get_by_text("à corriger")).to_be_visible()
    expect(page.get_by_text("brouillon")).to_have_count(0)
    ecrit(page)
    ici("/hors-mandat/consigner/")
    expect(page.get_by_text(REPRIS)).to_be_visible()
    puce(page, "Durée", "30\u00a0min").check()
    page.get_by_role("button", name="Noter la demande").click()
    expect(page.get_by_text("La demande hors mandat est notée.")).to_be_visible()
    ici("/hors-mandat/consigner/")
    ecrit(page)
    expect(page.get_by_text("brouillon")).to_have_count(0)


def test_second_tab_starts_anew(page, ici, live_server):
    ici("/familles/ouvrir/")
    page.get_by_label("Alias").fill(SECRET)
    ecrit(page)
    autre = page.context.new_page()
    autre.goto(f"{live_server.url}/familles/ouvrir/")
    ecrit(autre)
    expect(autre.get_by_label("Alias")).to_have_value("")
    page.close()
    autre.reload()
    expect(autre.get_by_label("Alias")).to_have_value(SECRET)


def test_what_changes_nothing_is_not_kept(page, ici):
    ici("/familles/ouvrir/")
    page.get_by_label("Alias").fill(SECRET)
    ecrit(page)
    page.get_by_label("Alias").fill("")
    ecrit(page)
    page.reload()
    ecrit(page)
    expect(page.get_by_text("brouillon")).to_have_count(0)


def test_another_person_on_the_same_device_sees_nothing(page, ici, connecter, gestionnaire):
    ici("/partenaires/creer/")
    page.get_by_label("Nom").first.fill(SECRET)
    ecrit(page)
    page.context.clear_cookies()
    connecter(page, gestionnaire)
    ici("/partenaires/creer/")
    ecrit(page)
    expect(page.get_by_label("Nom").first).to_have_value("")


def test_nothing_readable_rests_on_the_device(page, ici, territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="rue des Érables")
    ici(f"/interventions/consigner/?famille={famille.code}")
    page.locator("summary", has_text="facultatif").click()
    page.get_by_label("Note").fill(SECRET)
    ecrit(page)
    stockage = vider_stockage(page)
    assert "brouillons" in stockage
    for lisible in (SECRET, "Rouge-Gorge", famille.alias):
        assert lisible not in stockage


def test_logout_says_first_that_drafts_go(page, ici):
    ici("/familles/ouvrir/")
    page.get_by_label("Alias").fill(SECRET)
    ecrit(page)
    fermer = page.locator("form[data-fermer-session]")
    fermer.first.evaluate("form => form.requestSubmit()")
    expect(page.get_by_text("1 brouillon sera effacé de cet appareil")).to_be_visible()
    fermer.get_by_role("button", name="Fermer ma session").last.click()
    expect(page.get_by_label("Courriel")).to_be_visible()
    assert '"envoi"' not in vider_stockage(page)

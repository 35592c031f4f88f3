"""Intervention, démarchage and suivi, one hand on a small phone: taps and keystrokes counted from
« Ma journée » to « enregistré », targets that a thumb reaches, and the same by the keyboard."""

import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from activites.models import ActiviteDemarchage
from familles.models import Intervention
from referencements.models import SuiviReferencement
from referencements.models.etats import Etat
from tests.familles.factories import AccompagnementFactory, FamilleFactory, InterventionFactory
from tests.referencements.factories import referencement_sortant

from .test_hors_ligne import preparer

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize(
        "browser_context_args", [{"width": 360, "height": 640}], ids=["360x640"], indirect=True
    ),
]

GESTES_AU_PLUS = 5
SECONDES_AU_PLUS = 20

# Every finger and every key, counted by the browser itself, through the pages of one visit.
COMPTER = """
for (const geste of ["pointerdown", "keydown"]) {
  addEventListener(geste, () => {
    sessionStorage.gestes = Number(sessionStorage.gestes || 0) + 1;
  }, true);
}
"""

# What a thumb must reach: a chip is its label, a link inside a sentence is read, not aimed at.
TROP_PETITS = """() => [...document.querySelectorAll(
  "a[href], button, summary, select, textarea, input:not([type=hidden])"
)].filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".visually-hidden"))
  .filter((e) => !e.matches(".visually-hidden-focusable"))
  .filter((e) => !(e.matches("p > a") && e.parentElement.textContent.trim() !== e.textContent.trim()
    && getComputedStyle(e).display === "inline"))
  .map((e) => {
    const cadres = [e, ...(e.matches("[type=radio], [type=checkbox]") ? e.labels : [])]
      .map((c) => c.getBoundingClientRect());
    const largeur = Math.max(...cadres.map((c) => c.width));
    const hauteur = Math.max(...cadres.map((c) => c.height));
    const nom = `${e.tagName} ${e.name || ""} ${e.textContent.trim().slice(0, 40)}`;
    return [largeur, hauteur, nom];
  })
  .filter(([largeur, hauteur]) => largeur && (largeur < 43.9 || hauteur < 43.9))
  .map(([largeur, hauteur, nom]) => `${nom}: ${largeur.toFixed(0)} x ${hauteur.toFixed(0)}`)"""


@pytest.fixture
def passe(ptp, territoire):
    """What she did before: one intervention, one démarchage, a hand-off that waits for news."""
    hier = timezone.localdate() - timedelta(days=1)
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="Famille fictive du parc")
    accompagnement = AccompagnementFactory(famille=famille)
    InterventionFactory(
        famille=famille,
        accompagnement=accompagnement,
        territoire=territoire,
        saisie_par=ptp,
        date=hier,
        type_action="lien_confiance",
        mode="texto",
        duree_min=15,
    )
    famille.actualiser_compteurs()
    ActiviteDemarchage.objects.create(
        saisie_par=ptp,
        territoire=territoire,
        date=hier,
        strategie_id="parcs",
        lieu="Parc fictif",
        duree_min=60,
        nb_familles_rencontrees=3,
        nb_familles_reperees=0,
    )
    return referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)


@pytest.fixture
def journee(page: Page, live_server, connecter, ptp, passe):
    connecter(page, ptp)
    page.add_init_script(COMPTER)
    page.goto(f"{live_server.url}/ma-journee/")
    return page


@contextmanager
def compte(page):
    """Five gestures and twenty seconds at most, the pages that load included."""
    debut = time.monotonic()
    yield
    duree = time.monotonic() - debut
    gestes = page.evaluate("Number(sessionStorage.gestes)")
    assert 0 < gestes <= GESTES_AU_PLUS
    assert duree < SECONDES_AU_PLUS


def verifier(page, verifier_axe):
    assert page.evaluate(TROP_PETITS) == []
    verifier_axe(page)


def action(page, nom):
    return page.get_by_role("navigation", name="Consigner").get_by_role("link", name=nom)


def annuler(page):
    return page.get_by_role("button", name="Annuler ce qui vient d’être enregistré")


def test_intervention_is_logged_in_five_gestures(journee):
    with compte(journee):
        action(journee, "Intervention").click()
        journee.get_by_role("radio", name="Famille fictive du parc").first.click()
        journee.get_by_role("button", name="Consigner l’intervention").click()
        expect(annuler(journee)).to_be_visible()
    assert Intervention.objects.filter(mode="texto", duree_min=15).count() == 2


def test_demarchage_is_counted_in_five_gestures(journee):
    with compte(journee):
        action(journee, "Démarchage").click()
        for _ in range(3):
            journee.get_by_role("button", name="Une de plus : Familles rencontrées").click()
        journee.get_by_role("button", name="Noter le démarchage").click()
        expect(annuler(journee)).to_be_visible()
    note = ActiviteDemarchage.objects.latest("pk")
    assert (note.nb_familles_rencontrees, note.strategie_id, note.duree_min) == (3, "parcs", 60)


def test_suivi_is_noted_in_five_gestures(journee):
    with compte(journee):
        journee.get_by_role("link", name="Suivi : ").click()
        journee.get_by_role("radio", name="Appel").click()
        journee.get_by_role("main").get_by_role("button", name="Noter").click()
        expect(annuler(journee)).to_be_visible()
    assert SuiviReferencement.objects.latest("pk").mode == "telephone"


@pytest.fixture
def consignee(journee, live_server):
    """What she logged is said; the clock of the page is in the test's hands."""
    page = journee
    page.clock.install()
    page.goto(f"{live_server.url}/interventions/consigner/")
    page.get_by_role("radio", name="Famille fictive du parc").first.check()
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)
    page.get_by_role("button", name="Consigner l’intervention").press("Enter")
    expect(annuler(page)).to_be_visible()
    page.mouse.move(0, 0)
    return page


def test_the_undo_stays_ten_seconds(consignee):
    consignee.clock.run_for(9_000)
    expect(annuler(consignee)).to_be_visible()
    consignee.clock.run_for(2_000)
    expect(annuler(consignee)).to_have_count(0)


@pytest.mark.parametrize("tenir", ["focus", "hover"])
def test_the_undo_stays_as_long_as_one_is_on_it(consignee, tenir):
    getattr(annuler(consignee), tenir)()
    consignee.clock.run_for(60_000)
    expect(annuler(consignee)).to_be_visible()
    consignee.locator("main").focus()
    consignee.mouse.move(0, 0)
    consignee.clock.run_for(9_000)
    expect(annuler(consignee)).to_be_visible()
    consignee.clock.run_for(2_000)
    expect(annuler(consignee)).to_have_count(0)


@pytest.fixture
def sans_reseau(journee, live_server, connecter, ptp):
    """Ma journée is still on screen; the network is gone."""
    preparer(journee, live_server, connecter, ptp)
    journee.evaluate("sessionStorage.clear()")
    journee.context.set_offline(True)
    return journee


def en_attente(page):
    expect(page.locator("[data-file] .etat")).to_have_text("En attente")


def test_intervention_is_logged_in_five_gestures_without_network(sans_reseau, passe):
    page = sans_reseau
    with compte(page):
        action(page, "Intervention").click()
        saisie = page.locator('[data-saisie="intervention"]')
        expect(saisie.get_by_role("radio").first).to_be_focused()
        saisie.get_by_role("radio", name=passe.famille.code_affiche).click()
        page.get_by_role("button", name="Consigner l’intervention").click()
        en_attente(page)
    # The next one opens as this one did.
    saisie.locator("> summary").click()
    expect(saisie.get_by_role("radio", name="Texto")).to_be_checked()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-file] .etat")).to_have_text("Envoyée")
    assert Intervention.objects.filter(mode="texto", duree_min=15).count() == 2


def test_demarchage_is_counted_in_five_gestures_without_network(sans_reseau):
    page = sans_reseau
    with compte(page):
        action(page, "Démarchage").click()
        strategies = page.get_by_role("group", name="Stratégie").get_by_role("radio")
        expect(strategies.first).to_be_checked()
        for _ in range(3):
            page.get_by_role("button", name="Une de plus : Familles rencontrées").click()
        page.get_by_role("button", name="Noter le démarchage").click()
        en_attente(page)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-file] .etat")).to_have_text("Envoyée")
    note = ActiviteDemarchage.objects.latest("pk")
    assert (note.nb_familles_rencontrees, note.strategie_id, note.duree_min) == (3, "parcs", 60)


def test_without_network_the_page_asked_for_opens_on_its_famille(
    sans_reseau, live_server, passe, verifier_axe
):
    page, code = sans_reseau, passe.famille.code
    for adresse, genre, champ in (
        (f"interventions/consigner/?famille={code}", "intervention", "type_action"),
        (f"familles/{code}/promesses/ajouter/", "promesse", "texte"),
    ):
        page.goto(f"{live_server.url}/{adresse}")
        saisie = page.locator(f'[data-saisie="{genre}"]')
        expect(saisie).to_have_attribute("open", "")
        famille = saisie.get_by_role("radio", name=passe.famille.code_affiche)
        expect(famille).to_be_checked()
        # What she last answered, where she did; otherwise where she will.
        premier = saisie.locator(f'[name="{champ}"]')
        expect(premier.and_(page.locator(":checked, [type=text]"))).to_be_focused()
        page.wait_for_timeout(800)
        # Nothing of it is hers yet.
        expect(page.locator("[data-file] > li")).to_have_count(0)
    page.evaluate("document.querySelectorAll('main details').forEach((d) => (d.open = true))")
    verifier(page, verifier_axe)


def test_targets_are_for_a_thumb_and_pages_are_read_aloud(
    journee, verifier_axe, live_server, passe
):
    pages = (
        "interventions/consigner/",
        "demarchage/consigner/",
        f"referencements/{passe.pk}/suivre/",
    )
    verifier(journee, verifier_axe)
    for adresse in pages:
        journee.goto(f"{live_server.url}/{adresse}")
        journee.evaluate(
            "document.querySelectorAll('main details').forEach((d) => (d.open = true))"
        )
        verifier(journee, verifier_axe)


def aller(page, element, touche):
    """By the tab key alone to what a screen reader names so, then a key on it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if element.evaluate("e => e === document.activeElement"):
            page.keyboard.press(touche)
            return
    pytest.fail("the keyboard does not reach it")


@pytest.mark.securite(14)
def test_intervention_by_the_keyboard(journee):
    aller(journee, action(journee, "Intervention"), "Enter")
    journee.wait_for_url("**/interventions/consigner/")
    famille = journee.get_by_role("radio", name="Famille fictive du parc").first
    aller(journee, famille, "Space")
    aller(journee, journee.get_by_role("button", name="Consigner l’intervention"), "Enter")
    expect(annuler(journee)).to_be_visible()
    aller(journee, annuler(journee), "Enter")
    expect(journee.get_by_text("C’est annulé")).to_be_visible()
    assert Intervention.objects.count() == 1


@pytest.mark.securite(14)
def test_demarchage_by_the_keyboard(journee):
    aller(journee, action(journee, "Démarchage"), "Enter")
    journee.wait_for_url("**/demarchage/consigner/")
    plus = journee.get_by_role("button", name="Une de plus : Familles rencontrées")
    aller(journee, plus, "Space")
    aller(journee, journee.get_by_role("button", name="Noter le démarchage"), "Enter")
    expect(annuler(journee)).to_be_visible()
    assert ActiviteDemarchage.objects.latest("pk").nb_familles_rencontrees == 1


@pytest.mark.securite(14)
def test_suivi_by_the_keyboard(journee):
    aller(journee, journee.get_by_role("link", name="Suivi : "), "Enter")
    journee.wait_for_url("**/suivre/")
    aller(journee, journee.get_by_role("radio").first, "ArrowDown")
    aller(journee, journee.get_by_role("main").get_by_role("button", name="Noter"), "Enter")
    expect(annuler(journee)).to_be_visible()
    assert SuiviReferencement.objects.latest("pk").mode

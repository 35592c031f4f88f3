"""Without network, on a phone: what is logged waits sealed, and goes once."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activites.models import ActiviteDemarchage
from comptes.models import Role
from familles.models import Famille, Intervention, Promesse
from territoires.models import OrganismePorteur
from tests.comptes.factories import AffectationFactory
from tests.familles.factories import FamilleFactory
from tests.familles.scelles import textes

from .conftest import ECRANS
from .stockage import vider_stockage

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

NOTE = "elle attend une place à la garderie"
ALIAS = "la famille du chalet"
CLE_EXTRACTIBLE = """async () => {
  const lire = (demande) => new Promise((tenir) => {
    demande.onsuccess = () => tenir(demande.result);
  });
  const bd = await lire(indexedDB.open("proximite"));
  const lignes = await lire(bd.transaction("cles").objectStore("cles").getAll());
  bd.close();
  return lignes.some(({ cle }) => cle?.extractable);
}"""

SANS_JOURNEE = """async () => {
  const lire = (demande) => new Promise((tenir) => {
    demande.onsuccess = () => tenir(demande.result);
  });
  const bd = await lire(indexedDB.open("proximite"));
  const reste = await lire(bd.transaction("etats").objectStore("etats").count());
  bd.close();
  return reste === 0;
}"""


@pytest.fixture(params=[ECRANS["telephone"]], ids=["telephone"])
def browser_context_args(browser_context_args, request):
    return {**browser_context_args, "viewport": request.param}


@pytest.fixture
def prete(page, live_server, connecter, ptp):
    return preparer(page, live_server, connecter, ptp)


def preparer(page, live_server, connecter, ptp):
    """She has opened Ma journée once with the network."""
    connecter(page, ptp)
    page.goto(f"{live_server.url}/ma-journee/")
    attendre(
        page,
        """async () => (await caches.keys()).length > 0
           && (await navigator.serviceWorker.ready).active?.state === 'activated'""",
    )
    return page


def attendre(page, condition):
    """Playwright's own wait takes the promise of an asynchronous function for a yes."""
    fin = time.monotonic() + 20
    while not page.evaluate(condition):
        assert time.monotonic() < fin, condition
        page.wait_for_timeout(100)


def puce(page, genre, texte):
    saisie = page.locator(f'[data-saisie="{genre}"]')
    saisie.get_by_role("radio", name=texte).first.check()


def consigner_une_intervention(page, famille):
    saisie = page.locator('[data-saisie="intervention"]')
    saisie.locator("> summary").click()
    for choix in (famille, "Informer", "Domicile", "15 min"):
        puce(page, "intervention", choix)
    saisie.locator("details > summary").click()
    saisie.get_by_label("Déplacement (minutes)").fill("20")
    saisie.get_by_role("checkbox").first.check()
    saisie.get_by_label("Note").fill(NOTE)
    page.get_by_role("button", name="Consigner l’intervention").click()
    expect(saisie).not_to_have_attribute("open", "")


def retrouver_le_reseau(page):
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")


def ouvrir_une_famille(page):
    page.locator('[data-saisie="famille"] > summary').click()
    page.locator('[data-saisie="famille"] [name="alias"]').fill(ALIAS)
    page.get_by_role("button", name="Ouvrir la famille").click()
    expect(page.locator("[data-file] > li")).to_have_count(1)


@pytest.mark.securite(13)
def test_logged_offline_then_sent_once(prete, live_server, verifier_axe, ptp):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/familles/")
    expect(page.get_by_role("heading", name="Travailler hors réseau")).to_be_visible()
    expect(page.get_by_text("demandez-le à votre gestionnaire")).to_be_visible()
    ouvrir_une_famille(page)
    consigner_une_intervention(page, ALIAS)
    expect(page.locator("[data-file] > li")).to_have_count(2)
    verifier_axe(page)

    stockage = vider_stockage(page)
    for mot in ("elle attend une place", "chalet", ptp.prenom, ptp.nom):
        assert mot not in stockage, mot
    assert not page.evaluate(CLE_EXTRACTIBLE)

    retrouver_le_reseau(page)
    avis = page.locator("[data-avis-file]")
    expect(avis).to_contain_text("2 saisies envoyées\u00a0: nouvelle famille, intervention.")
    expect(page.locator("[data-file] .etat")).to_have_text(["Envoyée", "Envoyée"])
    verifier_axe(page)
    faite = Intervention.objects.get()
    assert (faite.famille.alias, faite.note, faite.deplacement_min) == (ALIAS, NOTE, 20)
    assert faite.besoins.count() == 1


def test_a_famille_that_looks_like_another_is_said_once_sent(prete, live_server, territoire):
    connue = FamilleFactory(territoire=territoire, alias="La famille au chapeau de paille")
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    page.locator('[data-saisie="famille"] > summary').click()
    alias = page.locator('[data-saisie="famille"] [name="alias"]')
    alias.fill("La famille du chapeau de paille")
    page.get_by_role("button", name="Ouvrir la famille").click()
    retrouver_le_reseau(page)
    envoyee = page.locator("[data-file] > li").filter(has_text="Envoyée")
    expect(envoyee).to_contain_text(f"{connue.alias}, {connue.code_affiche}. Si c’est la même")


def test_an_entry_is_read_corrected_and_deleted_before_it_goes(prete, live_server):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    ouvrir_une_famille(page)
    page.get_by_role("button", name="Modifier").click()
    page.locator('[data-saisie="famille"] [name="alias"]').fill("la famille du quai")
    page.get_by_role("button", name="Ouvrir la famille").click()
    expect(page.locator("[data-file]")).to_contain_text("la famille du quai")
    page.on("dialog", lambda dialogue: dialogue.accept())
    page.get_by_role("button", name="Supprimer").click()
    expect(page.locator("[data-file] > li")).to_have_count(0)
    assert not Famille.objects.exists()


@pytest.mark.parametrize("scellee", [False, True], ids=["readable", "sealed"])
def test_a_famille_deleted_before_it_goes_takes_what_was_logged_of_it(prete, live_server, scellee):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    ouvrir_une_famille(page)
    consigner_une_intervention(page, ALIAS)
    if scellee:
        page.reload()
        expect(page.get_by_text("Scellée")).to_have_count(2)
    dites = []
    page.on("dialog", lambda dialogue: dites.append(dialogue.message) or dialogue.accept())
    premiere = page.locator("[data-file] > li").filter(has_text="Nouvelle famille")
    premiere.get_by_role("button", name="Supprimer").click()
    expect(page.locator("[data-file] > li")).to_have_count(0)
    assert "Seront supprimées avec elle, car elles en parlent\u00a0: intervention." in dites[0]


def test_an_ended_session_asks_to_log_in_then_sends(prete, live_server, connecter, ptp):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    ouvrir_une_famille(page)
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_role("link", name="Ouvrir ma session")).to_be_visible()
    expect(page.locator("[data-file]")).to_contain_text("Scellée")
    expect(page.locator("[data-file]")).not_to_contain_text(ALIAS)
    connecter(page, ptp)
    page.goto(f"{live_server.url}/ma-journee/")
    expect(page.locator("main [data-avis-file]")).to_contain_text("1 saisie envoyée")
    assert textes(Famille.objects.all(), "alias").count(ALIAS) == 1


def test_two_tabs_send_once(prete, live_server):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    ouvrir_une_famille(page)
    autre = page.context.new_page()
    autre.goto(f"{live_server.url}/hors-ligne/")
    page.context.set_offline(False)
    for onglet in (page, autre):
        onglet.evaluate("window.dispatchEvent(new Event('online'))")
    for onglet in (page, autre):
        onglet.reload()
        expect(onglet.locator("[data-file] > li")).to_have_count(0)
    assert textes(Famille.objects.all(), "alias").count(ALIAS) == 1
    assert not ActiviteDemarchage.objects.exists()


def test_a_logout_says_first_what_has_not_gone(prete, live_server, ptp):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    ouvrir_une_famille(page)
    page.context.route("**/hors-ligne/envoyer/", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/compte/deconnexion/")
    expect(page.get_by_text("1 saisie n’est pas encore envoyée")).to_be_visible()
    expect(page.get_by_text("brouillon")).to_have_count(0)


@pytest.mark.securite(13)
def test_what_is_half_typed_survives_a_reload_sealed(prete, live_server):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    saisie = page.locator('[data-saisie="promesse"]')
    saisie.locator("> summary").click()
    saisie.get_by_label("Code d’une autre famille").fill("ABC")
    saisie.get_by_role("textbox", name="Promesse").fill(NOTE)
    page.wait_for_timeout(1200)
    page.reload()
    expect(page.locator("[data-file]")).to_contain_text("À terminer")
    expect(page.locator("[data-file]")).to_contain_text("Scellée")
    assert "elle attend une place" not in vider_stockage(page)
    retrouver_le_reseau(page)
    page.get_by_role("button", name="Reprendre").click()
    expect(saisie.get_by_role("textbox", name="Promesse")).to_have_value(NOTE)
    page.get_by_role("button", name="Noter la promesse").click()
    expect(page.locator("[data-file] .etat")).to_have_text("À corriger")
    expect(page.locator("[data-file]")).to_contain_text("n’est plus, de celles que vous suivez")
    assert not Promesse.objects.exists()


def test_a_famille_that_left_is_explained_copied_and_corrected(
    page, live_server, connecter, ptp, territoire, autre_territoire
):
    """One brought into another fiche is followed; one transferred elsewhere is refused."""
    gardee, absorbee, partie = FamilleFactory.create_batch(3, territoire=territoire, saisie_par=ptp)
    preparer(page, live_server, connecter, ptp)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    for famille in (absorbee, partie):
        consigner_une_intervention(page, famille.code_affiche)
    Famille.objects.filter(pk=absorbee.pk).update(fusionnee_dans=gardee)
    Famille.objects.filter(pk=partie.pk).update(territoire=autre_territoire)
    retrouver_le_reseau(page)
    expect(page.locator("[data-file] .etat")).to_have_text(["À corriger", "Envoyée"])
    expect(page.locator("[data-file]")).to_contain_text("n’est plus, de celles que vous suivez")
    page.get_by_role("button", name="Copier le texte").click()
    expect(page.get_by_role("button", name="Copié")).to_be_visible()
    assert NOTE in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Corriger").click()
    puce(page, "intervention", gardee.code_affiche)
    page.get_by_role("button", name="Consigner l’intervention").click()
    expect(page.locator("[data-file] .etat")).to_have_text(["Envoyée", "Envoyée"])
    assert {i.famille for i in Intervention.objects.all()} == {gardee}
    assert Intervention.objects.count() == 2


def test_who_lost_the_right_keeps_her_entry_to_copy(prete, live_server, ptp):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    ouvrir_une_famille(page)
    hier = timezone.localdate() - timedelta(days=1)
    ptp.affectations.update(du=hier, au=hier)
    retrouver_le_reseau(page)
    expect(page.locator("[data-file]")).to_contain_text("Votre rôle ne permet plus cette saisie")
    expect(page.locator("[data-file]")).to_contain_text(ALIAS)
    assert not Famille.objects.exists()


def test_a_token_that_aged_is_renewed(prete, live_server):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    ouvrir_une_famille(page)
    envois = []
    page.on("response", lambda r: "/envoyer/" in r.url and envois.append(r.status))

    # The network may drop once more as it returns: aged until the server has refused it.
    def vieillir(route):
        if envois:
            route.continue_()
            return
        reponse = route.fetch()
        route.fulfill(response=reponse, json=reponse.json() | {"jeton": "x" * 64})

    page.context.route("**/hors-ligne/session/", vieillir)
    retrouver_le_reseau(page)
    expect(page.locator("[data-file] .etat")).to_have_text("Envoyée")
    assert envois == [403, 200]


def test_an_entry_that_the_server_fails_on_does_not_hold_those_behind_it(prete, live_server):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    ouvrir_une_famille(page)
    consigner_une_intervention(page, ALIAS)
    page.locator('[data-saisie="famille"] > summary').click()
    page.locator('[data-saisie="famille"] [name="alias"]').fill("la famille du quai")
    page.get_by_role("button", name="Ouvrir la famille").click()

    def echouer(route):
        if "chalet" in route.request.post_data:
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    page.context.route("**/hors-ligne/envoyer/", echouer)
    retrouver_le_reseau(page)
    expect(page.locator("[data-file] .etat")).to_have_text(["En attente", "En attente", "Envoyée"])
    expect(page.locator("[data-file]")).to_contain_text("n’a pas pu l’enregistrer cette fois")
    page.context.unroute("**/hors-ligne/envoyer/")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("[data-file] .etat")).to_have_text(["Envoyée"] * 3)
    assert Intervention.objects.get().famille.alias == ALIAS


def test_a_server_that_does_not_take_it_yet_is_not_the_network(prete, live_server):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    ouvrir_une_famille(page)
    avis, envoyer = page.locator("[data-avis-file]"), page.get_by_role("button", name="Envoyer")
    page.context.set_offline(False)
    refus = [*(("envoyer", n) for n in (403, 408, 425, 429, 500, 502)), ("session", 502)]

    def refuser(route):
        ou, statut = refus[0]
        if ou in route.request.url:
            route.fulfill(status=statut)
        else:
            route.continue_()

    while refus:
        page.context.route("**/hors-ligne/*/", lambda route: route.abort())
        envoyer.click()
        expect(avis).to_have_text("1\u00a0saisie attend le réseau.")
        page.context.route("**/hors-ligne/*/", refuser)
        envoyer.click()
        expect(avis).to_have_text("1\u00a0saisie attend\u00a0: Proximité ne répond pas encore.")
        refus.pop(0)
    assert not Famille.objects.exists()


@pytest.mark.securite(13)
def test_another_person_neither_sees_nor_sends_hers(
    prete, live_server, connecter, ptp, gestionnaire, territoire
):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    ouvrir_une_famille(page)
    AffectationFactory(utilisateur=gestionnaire, role=Role.PTP, territoire=territoire)
    page.context.clear_cookies()
    page.context.set_offline(False)
    preparer(page, live_server, connecter, gestionnaire)
    avis = page.locator("main [data-avis-file]")
    expect(avis).to_contain_text("1 saisie d’une autre personne attend sur cet appareil")
    page.goto(f"{live_server.url}/hors-ligne/")
    expect(page.get_by_text("Aucune saisie n’attend.")).to_be_visible()
    assert not Famille.objects.exists()
    page.context.clear_cookies()
    preparer(page, live_server, connecter, ptp)
    expect(avis).to_contain_text("1 saisie envoyée")
    assert Famille.objects.get().saisie_par == ptp


def test_aliases_go_when_the_organisme_says_no_more(page, live_server, connecter, ptp, territoire):
    FamilleFactory(territoire=territoire, saisie_par=ptp, alias=ALIAS)
    organismes = OrganismePorteur.objects.filter(pk=territoire.organisme_id)
    organismes.update(alias_hors_ligne=True)
    preparer(page, live_server, connecter, ptp)
    page.goto(f"{live_server.url}/hors-ligne/")
    page.locator('[data-saisie="promesse"] > summary').click()
    expect(page.get_by_role("radio", name=ALIAS)).to_be_visible()
    expect(page.get_by_text("demandez-le à votre gestionnaire")).to_be_hidden()
    organismes.update(alias_hors_ligne=False)
    page.goto(f"{live_server.url}/demarchage/consigner/")
    attendre(page, SANS_JOURNEE)
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/hors-ligne/")
    page.locator('[data-saisie="promesse"] > summary').click()
    expect(page.get_by_label("Code d’une autre famille").last).to_be_visible()
    expect(page.get_by_role("radio", name=ALIAS)).to_have_count(0)

"""Without network, on a phone: what is logged waits sealed, and goes once."""

import pytest
from playwright.sync_api import expect

from activites.models import ActiviteDemarchage
from familles.models import Famille, Intervention
from tests.e2e.conftest import ECRANS

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

NOTE = "elle attend une place à la garderie"
ALIAS = "la famille du chalet"
CONTENU_DU_STOCKAGE = """async () => {
  const bd = await new Promise((tenir) => {
    const demande = indexedDB.open("proximite");
    demande.onsuccess = () => tenir(demande.result);
  });
  const lecteur = new TextDecoder("latin1");
  const clair = (v) => v instanceof ArrayBuffer || ArrayBuffer.isView(v)
    ? lecteur.decode(v)
    : v instanceof CryptoKey ? `cle extractible=${v.extractable}`
    : v && typeof v === "object" ? Object.entries(v).map(([n, w]) => n + clair(w)).join(" ")
    : String(v);
  let tout = JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage });
  for (const nom of bd.objectStoreNames) {
    const lignes = await new Promise((tenir) => {
      const demande = bd.transaction(nom).objectStore(nom).getAll();
      demande.onsuccess = () => tenir(demande.result);
    });
    tout += lignes.map(clair).join("\\n");
  }
  bd.close();
  for (const nom of await caches.keys()) {
    const cache = await caches.open(nom);
    for (const requete of await cache.keys()) {
      tout += requete.url + (await (await cache.match(requete)).text());
    }
  }
  return tout;
}"""


@pytest.fixture(params=[ECRANS["telephone"]], ids=["telephone"])
def browser_context_args(browser_context_args, request):
    return {**browser_context_args, "viewport": request.param}


@pytest.fixture
def prete(page, live_server, connecter, ptp):
    """She has opened Ma journée once with the network."""
    connecter(page, ptp)
    page.goto(f"{live_server.url}/ma-journee/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function(
        """async () => (await caches.keys()).length > 0
           && (await navigator.serviceWorker.ready).active?.state === 'activated'"""
    )
    return page


def puce(page, genre, texte):
    saisie = page.locator(f'[data-saisie="{genre}"]')
    saisie.get_by_role("radio", name=texte).first.check()


def ouvrir_une_famille(page):
    page.locator('[data-saisie="famille"] > summary').click()
    page.locator('[data-saisie="famille"] [name="alias"]').fill(ALIAS)
    page.get_by_role("button", name="Ouvrir la famille").click()
    expect(page.locator("[data-file] > li")).to_have_count(1)


def test_logged_offline_then_sent_once(prete, live_server, verifier_axe, ptp):
    page = prete
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/familles/")
    expect(page.get_by_role("heading", name="Travailler hors réseau")).to_be_visible()
    ouvrir_une_famille(page)
    page.locator('[data-saisie="intervention"] > summary').click()
    puce(page, "intervention", ALIAS)
    for choix in ("Informer", "Domicile", "15 min"):
        puce(page, "intervention", choix)
    page.locator('[data-saisie="intervention"] [name="note"]').fill(NOTE)
    page.get_by_role("button", name="Consigner l’intervention").click()
    expect(page.locator("[data-file] > li")).to_have_count(2)
    verifier_axe(page)

    stockage = page.evaluate(CONTENU_DU_STOCKAGE)
    for mot in ("elle attend une place", "chalet", ptp.prenom, ptp.nom):
        assert mot not in stockage, mot
    assert "extractible=true" not in stockage

    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-file] > li")).to_have_count(0)
    expect(page.locator("[data-avis-file]")).to_contain_text("2 saisies envoyées")
    assert Intervention.objects.get().famille == Famille.objects.get(alias=ALIAS)


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
    assert Famille.objects.filter(alias=ALIAS).count() == 1


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
    assert Famille.objects.filter(alias=ALIAS).count() == 1
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

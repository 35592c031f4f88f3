"""The PTP's day: a famille opened by an alias, an action in five taps, what trust brings later."""

import re

import pytest
from playwright.sync_api import Page, expect

from familles.models import Famille, Intervention
from tests.familles.factories import FamilleFactory
from tests.familles.scelles import ecrire

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


class Doigt:
    """Taps, counted: each one is a tap on something one sees."""

    def __init__(self) -> None:
        self.touches = 0

    def toucher(self, element) -> None:
        element.click()
        self.touches += 1


@pytest.fixture
def journee(page: Page, live_server, connecter, ptp):
    connecter(page, ptp)
    page.goto(f"{live_server.url}/ma-journee/")
    return page


def puce(page, groupe, mot):
    return page.get_by_role("group", name=groupe).get_by_role("radio", name=mot, exact=True)


def test_day_of_a_ptp(journee, verifier_axe):
    page = journee
    verifier_axe(page)
    _ouvrir(page, verifier_axe)
    _consigner(page, verifier_axe)
    _ajouter_enfant(page, verifier_axe)
    _mettre_un_besoin_en_relief(page, verifier_axe)
    _remplir_la_grille(page, verifier_axe)
    _retrouver(page, verifier_axe)


def _ouvrir(page, verifier_axe):
    page.get_by_role("navigation", name="Consigner").get_by_role("link", name="Famille").click()
    verifier_axe(page)
    page.get_by_label("Alias").fill("la famille du parc")
    page.get_by_role("button", name="Ouvrir la famille").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La famille du parc")
    verifier_axe(page)


def _consigner(page, verifier_axe):
    """From her page: at most five taps, nothing to type."""
    doigt = Doigt()
    doigt.toucher(
        page.get_by_role("main").get_by_role("link", name="Consigner une intervention").first
    )
    verifier_axe(page)
    doigt.toucher(puce(page, "Type d’action", "Lien de confiance"))
    doigt.toucher(puce(page, "Mode", "Texto"))
    doigt.toucher(puce(page, "Durée", "15\u00a0min"))
    doigt.toucher(page.get_by_role("button", name="Consigner l’intervention"))
    expect(page.get_by_text("L’intervention est consignée.")).to_be_visible()
    assert doigt.touches <= 5
    intervention = Intervention.objects.get()
    assert (intervention.mode, intervention.duree_min) == ("texto", 15)
    expect(page.get_by_text("Accompagnée").first).to_be_visible()


def _ajouter_enfant(page, verifier_axe):
    page.get_by_role("link", name="Ajouter un enfant").click()
    expect(page.get_by_label("Année de naissance", exact=True).last).to_be_hidden()
    puce(page, "Ce qu’on sait", "Mois de naissance").click()
    page.get_by_label("Mois", exact=True).select_option(label="mai")
    page.get_by_label("Année", exact=True).fill("2024")
    page.get_by_label("Prénom").fill("Zoé")
    verifier_axe(page)
    page.get_by_role("button", name="Ajouter l’enfant").click()
    expect(page.get_by_role("link", name="Zoé")).to_be_visible()


def _mettre_un_besoin_en_relief(page, verifier_axe):
    page.get_by_role("link", name="Mettre en relief un besoin").click()
    verifier_axe(page)
    page.get_by_label("Besoin").select_option(label="Logement adéquat")
    page.get_by_role("button", name="Mettre en relief").click()
    expect(page.get_by_role("link", name="Logement adéquat", exact=True)).to_be_visible()


def _remplir_la_grille(page, verifier_axe):
    page.get_by_role("link", name="Remplir une grille").click()
    puce(page, "Moment", "Premier contact, appris depuis").click()
    puce(page, "Fréquentation des services", "Fréquente peu").click()
    for dimension in ("Transport et mobilité", "Contraintes économiques", "Réseau de soutien"):
        puce(page, dimension, "Majeur").click()
    puce(page, "Rapport aux institutions", "Important").click()
    expect(page.get_by_text(re.compile("Intensité proposée.*soutenue"))).to_be_visible()
    verifier_axe(page)
    page.get_by_role("button", name="Consigner la grille").click()
    expect(page.get_by_text("La grille est consignée.")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Transport et mobilité"))).to_be_visible()
    verifier_axe(page)


def _retrouver(page, verifier_axe):
    """A typing error on the alias still finds her; the list answers as one types."""
    page.get_by_role("navigation").get_by_role("link", name="Familles", exact=True).locator(
        "visible=true"
    ).first.click()
    verifier_axe(page)
    page.get_by_label("Chercher par alias, nom ou code").press_sequentially("parq")
    expect(page.get_by_text("1\u00a0famille trouvée")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name=re.compile("la famille du parc")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La famille du parc")


def test_action_is_logged_from_the_day_in_five_taps(journee, territoire, ptp, live_server):
    """The mode of the last time is already chosen."""
    page = journee
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")
    page.reload()
    doigt = Doigt()
    doigt.toucher(page.get_by_role("link", name=re.compile("Consigner une intervention avec")))
    doigt.toucher(puce(page, "Type d’action", "Informer"))
    doigt.toucher(puce(page, "Mode", "Appel"))
    doigt.toucher(puce(page, "Durée", "5\u00a0min"))
    doigt.toucher(page.get_by_role("button", name="Consigner l’intervention"))
    expect(page).to_have_url(f"{live_server.url}/familles/{famille.code}/")
    assert doigt.touches <= 5


def test_another_famille_is_found_as_one_types(journee, territoire, ptp, live_server):
    page = journee
    for n in range(12):
        FamilleFactory(territoire=territoire, saisie_par=ptp, alias=f"alias {n}")
    ecrire(Famille.objects.order_by("pk")[:1], alias="rue des Érables")
    page.goto(f"{live_server.url}/interventions/consigner/")
    puce(page, "Type d’action", "Informer").click()
    page.get_by_text("Une autre famille").click()
    page.get_by_label("Chercher par alias, nom ou code").press_sequentially("erabl")
    page.get_by_role("radio", name="rue des Érables").click()
    puce(page, "Mode", "Appel").click()
    puce(page, "Durée", "5\u00a0min").click()
    page.get_by_role("button", name="Consigner l’intervention").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rue des Érables")


def test_encounters_are_tapped_in_the_park(journee, verifier_axe, live_server):
    page = journee
    page.get_by_role("link", name="Démarchage").first.click()
    rencontree = page.get_by_role("button", name=re.compile("Une de plus.*rencontrées"))
    for _ in range(3):
        rencontree.click()
    page.get_by_role("button", name=re.compile("Une de moins.*rencontrées")).click()
    page.get_by_role("button", name=re.compile("Une de plus.*repérées")).click()
    puce(page, "Stratégie", "Présence dans les parcs").click()
    puce(page, "Durée", "1\u00a0h").click()
    verifier_axe(page)
    page.get_by_role("button", name="Noter le démarchage").click()
    expect(page.get_by_text("Familles rencontrées\u00a0: 2, repérées\u00a0: 1")).to_be_visible()
    verifier_axe(page)


def test_off_mandate_request_takes_two_taps_and_a_button(journee, verifier_axe, live_server):
    page = journee
    page.goto(f"{live_server.url}/hors-mandat/consigner/")
    verifier_axe(page)
    doigt = Doigt()
    doigt.toucher(puce(page, "Nature", "Traduction, interprétation"))
    doigt.toucher(puce(page, "Durée", "30\u00a0min"))
    page.get_by_role("button", name="Noter la demande").click()
    expect(page.get_by_text("La demande hors mandat est notée.")).to_be_visible()
    assert doigt.touches == 2


def test_enter_in_a_number_logs_the_action(journee, territoire, ptp, live_server):
    """« Go » of a phone saves; it does not press the hidden « Chercher »."""
    page = journee
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    page.goto(f"{live_server.url}/interventions/consigner/?famille={famille.code}")
    puce(page, "Type d’action", "Informer").click()
    puce(page, "Mode", "Appel").click()
    puce(page, "Durée", "Autre").click()
    page.get_by_label("Autre durée").fill("20")
    page.get_by_label("Autre durée").press("Enter")
    expect(page).to_have_url(f"{live_server.url}/familles/{famille.code}/")
    assert Intervention.objects.get().duree_min == 20


def test_enter_in_the_search_only_searches(journee, territoire, ptp, live_server):
    page = journee
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="rue des Érables")
    page.goto(f"{live_server.url}/interventions/consigner/?famille={famille.code}")
    page.get_by_text("Une autre famille").click()
    page.get_by_label("Chercher par alias, nom ou code").fill("erabl")
    page.get_by_label("Chercher par alias, nom ou code").press("Enter")
    expect(page.locator("#familles-trouvees").get_by_text("rue des Érables")).to_be_visible()
    expect(page.get_by_text("à corriger")).to_have_count(0)


def test_nothing_is_wider_than_the_screen_nor_hidden_under_the_bars(
    journee, territoire, ptp, live_server, verifier_axe
):
    page = journee
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="a" * 60)
    for adresse in ("/ma-journee/", "/familles/?filtre=toutes", f"/familles/{famille.code}/"):
        page.goto(live_server.url + adresse)
        verifier_axe(page)
    page.goto(f"{live_server.url}/interventions/consigner/?famille={famille.code}")
    verifier_axe(page)
    puce(page, "Type d’action", "Démarchage").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(SOUS_LA_BARRE) is False


SOUS_LA_BARRE = """() => {
    const barre = document.querySelector(".action-collante");
    const ici = document.activeElement;
    if (ici === document.body || barre.contains(ici)) return false;
    if (getComputedStyle(barre).position !== "sticky") return false;
    if (barre.compareDocumentPosition(ici) & Node.DOCUMENT_POSITION_FOLLOWING) return false;
    return ici.getBoundingClientRect().bottom > barre.getBoundingClientRect().top;
}"""

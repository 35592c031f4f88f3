"""An agreement asked on the phone in front of the famille, then withdrawn in two taps."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from familles.models import Consentement
from referencements.models import LienPartenaire
from tests.familles.factories import AdulteFactory, EnfantFactory, FamilleFactory
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.accords import divulguer
from tests.referencements.factories import referencement_sortant

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")


@pytest.fixture
def demander(page, live_server, connecter, ptp, famille, territoire):
    partenaire = PartenaireFactory(nom="Banque alimentaire fictive", territoires=[territoire])
    connecter(page, ptp)

    def ouvrir():
        chemin = reverse("familles:consentement_donner", args=[famille.code])
        page.goto(f"{live_server.url}{chemin}?partenaire={partenaire.pk}")
        return page

    return ouvrir


def test_text_follows_the_choices_and_is_kept_as_it_was_read(demander, famille, verifier_axe, page):
    AdulteFactory(famille=famille)
    petit = EnfantFactory(famille=famille)
    demander()
    texte = page.locator("#texte")
    expect(texte).to_contain_text("Votre numéro de téléphone")
    page.get_by_label("Mère").check()
    page.get_by_label("Pour elle-même et ses enfants").check()
    expect(page.get_by_label("Enfant,")).to_be_checked()
    page.get_by_label("Le téléphone").uncheck()
    page.get_by_label("Le prénom et l’âge des enfants").check()
    expect(texte).to_contain_text("Le prénom et l’âge d’un enfant")
    expect(texte).not_to_contain_text("Votre numéro de téléphone")
    verifier_axe(page)
    page.get_by_label("English").check()
    expect(texte).to_contain_text("You can say no")
    page.get_by_role("button", name="Elle est d’accord").click()
    expect(page.get_by_text("L’accord est noté, avec le texte lu.")).to_be_visible()
    verifier_axe(page)

    accord = Consentement.objects.get()
    assert (accord.langue, list(accord.enfants.all())) == ("en", [petit])
    assert "The first name and age of one child" in accord.texte
    page.get_by_role("link", name="Banque alimentaire fictive", exact=True).click()
    expect(page.get_by_text("You can say no")).to_be_visible()
    verifier_axe(page)


def test_a_no_said_while_the_network_is_slow_stays_a_no(demander, famille, page):
    AdulteFactory(famille=famille)
    demander()
    retenues = []

    def retenir_la_premiere(route):
        retenues.append(route)
        if len(retenues) > 1:
            route.continue_()

    page.route("**/consentements/donner/**", retenir_la_premiere)
    page.get_by_label("Mère").check()
    page.get_by_label("Le téléphone").uncheck()
    retenues[0].continue_()
    expect(page.locator("#texte")).not_to_contain_text("Votre numéro de téléphone")
    expect(page.get_by_label("Le téléphone")).not_to_be_checked()


def test_what_a_group_of_chips_lacks_is_said_in_red_from_the_left(demander, famille, page):
    AdulteFactory(famille=famille)
    demander()
    page.get_by_role("button", name="Elle est d’accord").click()
    erreur = page.locator("#id_qui_error strong")
    expect(erreur).to_have_css("color", "rgb(155, 36, 18)")
    question = page.get_by_text("Qui donne son accord?").last
    assert erreur.bounding_box()["x"] == question.bounding_box()["x"]


def test_text_follows_the_partenaire_found_by_a_search(
    page, live_server, connecter, ptp, famille, territoire, verifier_axe
):
    PartenaireFactory(nom="Comptoir fictif du quai", territoires=[territoire])
    connecter(page, ptp)
    page.goto(live_server.url + reverse("familles:consentement_donner", args=[famille.code]))
    page.get_by_label("Chercher un organisme").press_sequentially("comptoire")
    page.get_by_label("Comptoir fictif du quai").check()
    expect(page.locator("#texte")).to_contain_text("Comptoir fictif du quai")
    verifier_axe(page)


@pytest.mark.securite(14)
def test_a_famille_known_by_its_alias_agrees_with_the_keyboard(demander, page):
    demander()
    page.get_by_label("Son lien avec les enfants").select_option("pere")
    page.get_by_label("Son prénom").fill("Élie")
    page.get_by_label("Son prénom").press("Enter")
    expect(page.get_by_role("heading", name="Demander un accord")).to_be_visible()
    assert not Consentement.objects.exists()
    page.get_by_label("Pour elle-même", exact=True).press("Space")
    page.get_by_role("button", name="Elle est d’accord").press("Enter")
    expect(page.get_by_text("L’accord est noté")).to_be_visible()
    assert Consentement.objects.get().adulte.identite.prenom == "Élie"


def test_without_javascript_the_text_is_shown_by_its_button(
    demander, page, browser, browser_context_args
):
    adresse = demander().url
    sans = browser.new_context(
        **browser_context_args,
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
    ).new_page()
    sans.goto(adresse)
    sans.get_by_label("Son lien avec les enfants").select_option("mere")
    sans.get_by_label("Pour elle-même", exact=True).check()
    sans.get_by_label("Le nom").check()
    sans.get_by_role("button", name="Elle est d’accord").click()
    expect(sans.get_by_text("Le texte vient de changer")).to_be_visible()
    expect(sans.locator("#texte")).to_contain_text("Votre nom.")
    sans.get_by_label("3 mois").check()
    sans.get_by_role("button", name="Montrer le texte").click()
    expect(sans.get_by_label("Le nom")).to_be_checked()
    sans.get_by_role("button", name="Elle est d’accord").click()
    expect(sans.get_by_text("L’accord est noté")).to_be_visible()
    assert Consentement.objects.get().champs == ["prenom", "nom", "telephone", "langue"]


def test_text_shown_large_covers_the_screen_and_speaks_both_languages(demander, page, verifier_axe):
    demander()
    page.get_by_role("link", name="Montrer en grand").click()
    cadre = page.locator("#a-lire").bounding_box()
    assert (cadre["width"], cadre["height"]) == tuple(page.viewport_size.values())
    expect(page.get_by_role("button", name="Elle est d’accord")).to_be_hidden()
    page.get_by_label("English").check()
    expect(page.locator("#texte")).to_contain_text("You can change your mind")
    verifier_axe(page)
    page.get_by_role("link", name="Fermer").click()
    expect(page.get_by_role("button", name="Elle est d’accord")).to_be_visible()


def test_text_is_read_aloud_where_the_device_can(demander, page):
    page.add_init_script(
        "window.dites = []; window.SpeechSynthesisUtterance = class extends EventTarget {"
        "constructor(texte) { super(); this.texte = texte; } };"
        "Object.defineProperty(window, 'speechSynthesis', {value: {cancel() {},"
        "speak(p) { window.dites.push([p.lang, p.texte]); }}});"
    )
    demander()
    page.get_by_role("button", name="Lire à voix haute").click()
    [[langue, texte]] = page.evaluate("window.dites")
    assert langue == "fr-CA"
    assert "Vous pouvez dire non" in texte
    page.get_by_role("button", name="Arrêter la lecture").click()
    expect(page.get_by_role("button", name="Lire à voix haute")).to_be_visible()


def test_nothing_offers_to_read_aloud_where_the_device_cannot(demander, page):
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', {value: undefined});")
    demander()
    expect(page.get_by_role("button", name="Lire à voix haute")).to_have_count(0)


def test_withdrawn_in_two_taps_and_the_link_is_closed(
    page, live_server, connecter, verifier_axe, famille, ptp
):
    divulgation = divulguer(
        referencement_sortant(famille, par=ptp), par=ptp, le=timezone.localdate()
    )
    lien, _ = LienPartenaire.pour_repondre(divulgation)
    assert lien.etat == LienPartenaire.Etat.VALIDE
    connecter(page, ptp)
    page.goto(f"{live_server.url}{reverse('familles:fiche', args=[famille.code])}")
    page.get_by_role("link", name="Retirer l’accord").click()
    verifier_axe(page)
    page.get_by_role("button", name="Oui, retirer").click()
    expect(page.get_by_text("Le lien du partenaire est fermé.")).to_be_visible()
    assert LienPartenaire.objects.get().etat == LienPartenaire.Etat.RETIRE
    page.go_back()
    expect(page.get_by_text("Retiré", exact=True)).to_be_visible()
    assert Consentement.objects.get().est_retire

"""The partenaire’s portal in a real browser, on a phone and on a desk, against a real mailbox."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courriels.models import Courriel
from partenaires.models import PropositionFiche
from referencements.models import LienPartenaire, Referencement
from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import OffreServiceFactory, PartenaireFactory
from tests.referencements.accords import divulguer, nommer
from tests.referencements.factories import referencement_sortant

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

ADRESSE = "accueil@maisonfictivedeserablesdesoutardesbleues.exemple.test"  # wider than a phone


@pytest.fixture
def maison(territoire):
    return PartenaireFactory(
        nom="Maison fictive des Érables",
        courriel=ADRESSE,
        territoires=[territoire],
    )


@pytest.fixture
def recue(maison, territoire, ptp, live_server, settings):
    """A demande, and the address of its page."""
    settings.ADRESSE_DU_SITE = live_server.url
    famille = FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    le = timezone.localdate()
    referencement = referencement_sortant(famille, par=ptp, partenaire=maison, le=le)
    nommer(famille, par=ptp)
    divulgation = divulguer(referencement, par=ptp, le=le, mot="Pour d’ici la fin du mois.")
    lien, jeton = LienPartenaire.pour_repondre(divulgation, adresse=maison.courriel)
    return lien, live_server.url + reverse("portail:lien", args=[jeton])


def test_a_partenaire_answers_from_the_link(page, recue, verifier_axe):
    """Its pages send no Referer: the browser posts with « Origin: null » and is still heard."""
    _, adresse = recue
    origines = []
    page.on(
        "request",
        lambda r: origines.append(r.all_headers().get("origin")) if r.method == "POST" else None,
    )
    page.goto(adresse)
    expect(page.get_by_text("Soraya")).to_have_count(0)
    verifier_axe(page)
    page.get_by_role("link", name="Liste d’attente").click()
    page.get_by_label("Attente estimée").fill("6")
    verifier_axe(page)
    page.get_by_role("button", name="Mettre en liste d’attente").click()
    expect(page.get_by_text("C’est noté. Merci!")).to_be_visible()
    page.get_by_role("link", name="Accepter").click()
    page.get_by_label("Un mot pour la PTP").fill("Appelez-nous mardi")
    page.get_by_role("button", name="Oui, nous acceptons").click()
    expect(page.get_by_text("Soraya")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Service amorcé").click()
    page.get_by_role("button", name="Oui, c’est commencé").click()
    page.get_by_role("link", name="C’est terminé").click()
    page.get_by_label("En partie").check()
    page.get_by_role("button", name="Oui, c’est terminé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est terminé, merci!")
    expect(page.get_by_text("Soraya")).to_have_count(0)
    verifier_axe(page)
    assert set(origines) == {"null"}
    assert Referencement.objects.get().issue == "partiellement"


@pytest.mark.securite(14)
def test_it_works_without_javascript_and_with_the_keyboard(browser, recue):
    _, adresse = recue
    contexte = browser.new_context(java_script_enabled=False)
    page = contexte.new_page()
    page.goto(adresse)
    page.get_by_role("link", name="Refuser").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Refuser la demande").click()
    expect(page.get_by_role("alert").first).to_contain_text("Pourquoi")
    page.get_by_label("Complet").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci d’avoir répondu")
    contexte.close()
    assert Referencement.objects.get().motif_refus == "complet"


def test_an_agreement_withdrawn_while_the_page_is_open(page, recue, ptp, verifier_axe):
    lien, adresse = recue
    page.goto(adresse)
    page.get_by_role("link", name="Accepter").click()
    lien.divulgation.consentement.retirer(par=ptp)
    page.get_by_role("button", name="Oui, nous acceptons").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette demande est fermée")
    expect(page.get_by_text("Soraya")).to_have_count(0)
    verifier_axe(page)
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette demande est fermée")


def test_a_link_past_its_time_is_renewed_by_mail(page, recue, boite_aux_lettres, verifier_axe):
    _, adresse = recue
    Courriel.objects.all().delete()
    LienPartenaire.objects.update(expire_le=timezone.now())
    page.goto(adresse)
    verifier_axe(page)
    page.get_by_role("button", name="Recevoir un nouveau lien").click()
    expect(page.get_by_text("C’est demandé.")).to_be_visible()
    (courriel,) = boite_aux_lettres.pour(ADRESSE)
    page.goto(re.search(r"http\S+/p/\S+", courriel.get_content())[0])
    expect(page.get_by_role("link", name="Accepter")).to_be_visible()


def test_a_partenaire_refers_a_famille_and_follows_it(
    page, maison, territoire, ptp, live_server, boite_aux_lettres, verifier_axe, settings
):
    settings.ADRESSE_DU_SITE = live_server.url
    _, jeton = LienPartenaire.pour_referer(maison, territoire, par=ptp)
    page.goto(live_server.url + reverse("portail:lien", args=[jeton]))
    page.get_by_role("combobox", name="Besoin").select_option("repit")
    page.get_by_label("Nous devons fermer son dossier").check()
    page.get_by_label("Prénom du parent").fill("Amina")
    page.get_by_label("Votre nom").fill("Lou Fictif")
    page.get_by_role("button", name="Envoyer à la PTP").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Prénom du parent")).to_have_value("Amina")
    verifier_axe(page)
    page.get_by_label("Téléphone").fill("418 555-0150")
    page.get_by_label("La famille est d’accord").check()
    page.get_by_role("button", name="Envoyer à la PTP").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("est envoyée")
    numero = Referencement.objects.get().numero
    expect(page.get_by_text(numero)).to_be_visible()
    verifier_axe(page)
    (recu,) = boite_aux_lettres.pour(ADRESSE)
    page.goto(re.search(r"http\S+/p/\S+", recu.get_content())[0])
    expect(page.get_by_role("heading", level=1)).to_contain_text(numero)
    expect(page.get_by_text("Amina")).to_have_count(0)
    verifier_axe(page)


def test_its_own_page_behind_a_code(page, recue, maison, boite_aux_lettres, verifier_axe):
    OffreServiceFactory(partenaire=maison, type_besoin_id="repit")
    _, adresse = recue
    page.goto(adresse)
    page.get_by_role("link", name="Voir toutes nos demandes").click()
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.get_by_text("Le code arrive")).to_be_visible()
    verifier_axe(page)
    courriel = boite_aux_lettres.pour(ADRESSE)[-1]
    code = re.search(r"^\d{6}\s*$", courriel.get_content(), re.MULTILINE)[0].strip()
    page.get_by_label("Le code reçu").fill(code)
    page.get_by_role("button", name="Ouvrir notre page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Maison fictive des Érables")
    verifier_axe(page)
    page.get_by_role("button", name="Places disponibles").click()
    expect(page.get_by_text("C’est noté pour")).to_be_visible()
    page.get_by_role("link", name="Aide alimentaire").click()
    page.get_by_role("link", name="Accepter").click()
    page.get_by_role("button", name="Oui, nous acceptons").click()
    expect(page.get_by_text("Soraya")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Toutes nos demandes").click()
    page.get_by_role("link", name="Vérifier notre fiche").click()
    page.get_by_text("Proposer une correction").click()
    verifier_axe(page)
    page.get_by_label("Langues").fill("français, espagnol")
    page.get_by_role("button", name="Proposer ces corrections").click()
    expect(page.get_by_text("une PTP lira vos corrections")).to_be_visible()
    page.get_by_role("button", name="Sortir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("À bientôt!")
    assert PropositionFiche.objects.get().champs == {"langues": "français, espagnol"}
    assert maison.offres.get().capacite == "disponible"
    assert Referencement.objects.get().etat == "acceptee"

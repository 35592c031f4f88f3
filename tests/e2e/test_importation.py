"""A list of organismes becomes part of the directory, in a browser: on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from partenaires.models import Partenaire
from tests.partenaires.factories import PartenaireFactory
from tests.partenaires.importation import table

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def envoyer(page, octets):
    fichier = {"name": "liste.csv", "mimeType": "text/csv", "buffer": octets}
    page.locator("input[type=file]").set_input_files(fichier)
    page.get_by_role("button", name="Analyser le fichier").click()


@pytest.fixture
def maison(territoire):
    return PartenaireFactory(nom="Maison fictive des Érables", territoires=[territoire])


@pytest.fixture
def liste():
    return table(
        "Clinique fictive du Quai",
        {"Nom": "Maison fictive des érables", "Courriel": "info@erables.exemple.test"},
        {"Nom": "La popote fictive", "Courriel": "info@", "Besoins offerts": "Halte-répit"},
        {"Nom": "Halte fictive du Phare", "Besoins offerts": "Halte-répit"},
    )


def test_ptp_imports_a_list_with_errors_and_duplicates(
    page, live_server, connecter, ptp, maison, liste, verifier_axe
):
    connecter(page, ptp)
    page.goto(live_server.url + "/partenaires/")
    page.get_by_role("link", name="Importer").click()
    verifier_axe(page)
    envoyer(page, liste)
    # The page sends itself until every line is read.
    expect(page.get_by_role("button", name="Confirmer l’importation")).to_be_visible()
    verifier_axe(page)
    page.get_by_label("Halte-répit").select_option(label="Répit")
    page.get_by_role("button", name="Associer et relire ces lignes").click()
    expect(page.get_by_role("button", name="Confirmer l’importation")).to_be_visible()
    page.get_by_role("link", name="En erreur").click()
    expect(page.get_by_text("« info@ » n’est pas une adresse complète")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Doublon possible").click()
    decision = page.get_by_label("Décision pour la ligne 3")
    decision.select_option(label="Mettre à jour la fiche existante")
    page.get_by_role("button", name="Noter ces décisions").last.click()
    expect(page.get_by_text("Rien n’est encore écrit.").first).to_be_visible()
    assert Partenaire.objects.count() == 1
    retenues = []
    page.route("**/confirmer/", lambda envoi: retenues.append(envoi))
    page.get_by_role("button", name="Confirmer l’importation").click()
    expect(page.get_by_text("Écriture en cours…")).to_be_visible()
    expect(page.get_by_role("button", name="Confirmer l’importation")).to_be_disabled()
    retenues[0].continue_()
    expect(page.get_by_text("Le répertoire est à jour")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Voir le répertoire").click()
    expect(page.get_by_role("link", name="Halte fictive du Phare")).to_be_visible()
    maison.refresh_from_db()
    assert maison.courriel == "info@erables.exemple.test"
    assert Partenaire.objects.get(nom="Halte fictive du Phare").offres.get().type_besoin_id == (
        "repit"
    )


def test_ptp_imports_without_script(browser, live_server, connecter, ptp, maison, liste):
    contexte = browser.new_context(java_script_enabled=False, locale="fr-CA")
    page = contexte.new_page()
    connecter(page, ptp)
    page.goto(live_server.url + "/partenaires/importer/")
    envoyer(page, liste)
    page.get_by_role("button", name="Continuer l’analyse").click()
    page.get_by_role("button", name="Confirmer l’importation").click()
    expect(page.get_by_text("Le répertoire est à jour")).to_be_visible()
    contexte.close()


def test_refused_file_is_explained_where_it_was_chosen(
    page, live_server, connecter, ptp, verifier_axe
):
    connecter(page, ptp)
    page.goto(live_server.url + "/partenaires/importer/")
    envoyer(page, b"Ville\nMatane\n")
    expect(page.get_by_role("alert").filter(has_text="Partez du modèle")).to_be_visible()
    verifier_axe(page)


def test_ptp_exports_the_directory(page, live_server, connecter, ptp, maison, verifier_axe):
    connecter(page, ptp)
    page.goto(live_server.url + "/partenaires/")
    page.get_by_role("link", name="Exporter").click()
    verifier_axe(page)
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Paquet HSDS 3").click()
    assert telechargement.value.suggested_filename.endswith("_hsds.zip")

"""Asking for a research extract and following a long work, in a browser."""

from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from rapports.models import Tache
from tests.rapports.conftest import accompagner, hiver  # noqa: F401 (a fixture)
from tests.rapports.extraits.conftest import FINALITE, evaluation  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page_d_evaluation(page, live_server, connecter, evaluation, hiver, territoire, ptp):  # noqa: F811
    accompagner(territoire, ptp)
    connecter(page, evaluation)
    return page


def test_evaluation_asks_for_an_extract_and_downloads_it(
    page_d_evaluation, live_server, verifier_axe
):
    page = page_d_evaluation
    page.goto(live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Extraits de recherche")
    verifier_axe(page)
    page.get_by_role("link", name="Demander un extrait").click()
    page.get_by_role("link", name="Hiver 2024").click()
    page.get_by_role("button", name="Préparer l’extrait").click()
    expect(page.get_by_role("alert")).to_be_visible()
    verifier_axe(page)
    page.get_by_label("À quoi servira cet extrait").fill(FINALITE)
    page.get_by_role("button", name="Préparer l’extrait").click()
    expect(page.get_by_role("heading", name="Votre fichier est prêt")).to_be_visible()
    verifier_axe(page)
    with page.expect_download() as attente:
        page.get_by_role("link", name="Télécharger").click()
    with ZipFile(attente.value.path()) as archive:
        assert {"familles.csv", "dictionnaire.md", "LISEZMOI.txt"} <= set(archive.namelist())
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_text(FINALITE)).to_be_visible()
    verifier_axe(page)


@pytest.fixture
def tache(ptp):
    return Tache.objects.create(
        genre="essai",
        demandee_par=ptp,
        etat=Tache.Etat.EN_COURS,
        etape="Table « familles »",
        fait=1500,
        total=6000,
        battement_le=timezone.now(),
    )


def test_the_page_of_a_work_moves_by_itself_to_its_end(
    page, live_server, connecter, ptp, tache, verifier_axe
):
    connecter(page, ptp)
    page.goto(f"{live_server.url}/taches/{tache.pk}/")
    barre = page.get_by_role("progressbar", name="Table « familles »")
    expect(barre).to_have_attribute("value", "25")
    verifier_axe(page)
    Tache.objects.update(fait=4500, etape="Table « enfants »")
    expect(page.get_by_role("progressbar", name="Table « enfants »")).to_have_attribute(
        "value", "75"
    )
    Tache.objects.update(
        etat=Tache.Etat.TERMINEE, nom_fichier="a.csv", type_mime="text/csv", fichier=b"a"
    )
    expect(page.get_by_role("link", name="Télécharger")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Le travail est terminé.")
    verifier_axe(page)


def test_a_work_that_died_says_so_without_a_reload(
    page, live_server, connecter, ptp, tache, verifier_axe
):
    connecter(page, ptp)
    page.goto(f"{live_server.url}/taches/{tache.pk}/")
    Tache.objects.update(battement_le=timezone.now() - Tache.SILENCE - timedelta(seconds=1))
    expect(page.get_by_role("heading", name="Le travail s’est arrêté")).to_be_visible()
    expect(page.get_by_role("button", name="Recommencer")).to_be_visible()
    verifier_axe(page)


def test_without_javascript_the_page_is_refreshed_by_a_link(
    browser, live_server, connecter, ptp, tache
):
    contexte = browser.new_context(java_script_enabled=False)
    page = contexte.new_page()
    connecter(page, ptp)
    page.goto(f"{live_server.url}/taches/{tache.pk}/")
    Tache.objects.update(battement_le=timezone.now() - Tache.SILENCE - timedelta(seconds=1))
    page.get_by_role("link", name="Actualiser").click()
    page.get_by_role("button", name="Recommencer").click()
    expect(page.get_by_role("heading", name="Le travail n’a pas abouti")).to_be_visible()
    contexte.close()

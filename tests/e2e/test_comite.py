"""The comité's network page and its export, in a browser: on a phone and on a desk."""

from io import BytesIO

import openpyxl
import pytest
from playwright.sync_api import expect

from rapports.models import Periode
from tests.rapports.conftest import accompagner
from tests.territoires.factories import TerritoireFactory

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reseau(territoire, ptp):
    Periode.objects.create(libelle="Hiver 2024", debut="2024-01-01", fin="2024-03-31")
    for rang in range(6):
        accompagner(territoire, ptp, alias=f"famille {rang}")
    accompagner(TerritoireFactory(milieu="urbain"), ptp)


def test_comite_reads_the_network(page, live_server, connecter, comite, reseau, verifier_axe):
    connecter(page, comite)
    page.goto(live_server.url + "/reseau/")
    expect(page.get_by_role("img", name="Enfants selon l’âge")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Par région").click()
    expect(page.get_by_role("link", name="Par région")).to_have_attribute("aria-current", "true")
    verifier_axe(page)


def test_comite_exports_the_report(page, live_server, connecter, comite, reseau, verifier_axe):
    connecter(page, comite)
    page.goto(live_server.url + "/reseau/")
    page.get_by_role("link", name="Ouvrir le rapport").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rapport de participation")
    verifier_axe(page)
    page.get_by_role("link", name="Par milieu").click()
    verifier_axe(page)
    with page.expect_download() as attente:
        page.get_by_role("link", name="Classeur Excel").click()
    telechargement = attente.value
    assert telechargement.suggested_filename.startswith(
        "proximite_reseau_par-milieu_2024-01-01_2024-03-31"
    )
    feuille = openpyxl.load_workbook(BytesIO(telechargement.path().read_bytes()))["Portée"]
    jointes = {
        ligne[2]: ligne[7]
        for ligne in feuille.iter_rows(min_row=2, values_only=True)
        if ligne[3] == "I-01"
    }
    assert jointes == {"Ensemble": 7, "Urbain": "<\u00a05", "Rural": 5}

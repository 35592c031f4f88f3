"""From accepted reports to figures that anyone may read, in a browser: phone and desk."""

import json
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from comptes.models import Role
from rapports.models import Periode, RapportParticipation
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.rapports.conftest import accompagner
from tests.territoires.factories import TerritoireFactory

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def accepte(territoire, ptp, gestionnaire, comite):
    """Two territoires whose winter reports are accepted."""
    hiver = Periode.objects.create(libelle="Hiver 2024", debut="2024-01-01", fin="2024-03-31")
    hiver.refresh_from_db()
    ville = TerritoireFactory(code="ville", nom="Territoire de la ville", milieu="urbain")
    autre = UtilisateurFactory()
    AffectationFactory(utilisateur=autre, role=Role.GESTIONNAIRE, territoire=ville)
    for lieu, combien, qui in ((territoire, 7, gestionnaire), (ville, 9, autre)):
        for rang in range(combien):
            accompagner(lieu, ptp, alias=f"famille {lieu.code} {rang}")
        rapport = RapportParticipation.objects.create(periode=hiver, territoire=lieu)
        rapport.soumettre(par=qui)
        rapport.accepter(par=comite)
    return hiver


def test_comite_publishes_reads_and_exports(
    page, live_server, connecter, comite, accepte, verifier_axe
):
    connecter(page, comite)
    page.goto(live_server.url + "/reseau/publications/")
    verifier_axe(page)
    page.get_by_role("link", name="Publier : Hiver 2024").click()
    verifier_axe(page)
    page.get_by_role("button", name="Publier", exact=True).click()
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_text("au moins trois valeurs possibles")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Lire les chiffres").click()
    expect(page.get_by_text("16", exact=True).first).to_be_visible()
    verifier_axe(page)
    page.go_back()
    page.get_by_role("link", name="Exporter").click()
    verifier_axe(page)
    with page.expect_download() as attente:
        page.get_by_role("link", name="PDF").first.click()
    pdf = PdfReader(BytesIO(attente.value.path().read_bytes()))
    assert "Hiver 2024" in pdf.pages[0].extract_text()
    with page.expect_download() as attente:
        page.get_by_role("link", name="JSON").first.click()
    assert "I-01" in json.dumps(json.loads(attente.value.path().read_bytes()))


def test_publishing_twice_leads_to_one_publication(
    page, live_server, connecter, comite, accepte, verifier_axe
):
    connecter(page, comite)
    page.goto(f"{live_server.url}/reseau/publications/publier/?du={accepte.pk}&au={accepte.pk}")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_role("link", name="Continuer")).to_be_visible()
    page.goto(f"{live_server.url}/reseau/publications/publier/?du={accepte.pk}&au={accepte.pk}")
    expect(page.get_by_text("Rien n’a changé depuis la dernière publication").first).to_be_visible()
    expect(page.get_by_role("button", name="Publier", exact=True)).to_have_count(0)
    verifier_axe(page)

"""The directory, in a browser: found, confirmed, merged and taken apart, on a phone and a desk."""

from datetime import date

import pytest
from playwright.sync_api import expect

from partenaires.models import PropositionFiche
from tests.partenaires.factories import OffreServiceFactory, PartenaireFactory

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def maison(territoire):
    maison = PartenaireFactory(
        nom="Maison fictive des Érables",
        langues="français, arabe",
        telephone="+14185550100",
        confirme_le=date(2020, 1, 1),
        territoires=[territoire],
    )
    OffreServiceFactory(partenaire=maison, type_besoin_id="repit", capacite="inconnue")
    PartenaireFactory(nom="Comptoir fictif", langues="français", territoires=[territoire])
    return maison


def test_ptp_finds_an_organisme_confirms_it_and_says_its_capacity(
    page, live_server, connecter, ptp, maison, verifier_axe
):
    connecter(page, ptp)
    page.goto(live_server.url + "/partenaires/")
    page.get_by_label("Nom ou mot-clé").fill("maizon erable")
    page.get_by_text("Besoin, secteur, nature, capacité, langue").click()
    page.get_by_label("Langue").select_option("arabe")
    page.get_by_label("À confirmer seulement").check()
    verifier_axe(page)
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("1 partenaire", exact=False).first).to_be_visible()
    expect(page.get_by_text("À confirmer", exact=True)).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Maison fictive des Érables").click()
    verifier_axe(page)
    page.get_by_role("button", name="Confirmer la fiche").click()
    expect(page.get_by_text("La fiche est confirmée")).to_be_visible()
    expect(page.get_by_text("À confirmer", exact=True)).to_have_count(0)
    page.get_by_label("≈ semaines").fill("6")
    page.get_by_role("button", name="Liste d’attente").click()
    expect(page.get_by_text("Liste d’attente, 6 semaines")).to_be_visible()
    page.get_by_role("button", name="Complet").click()
    expect(page.locator(".etat", has_text="Complet")).to_be_visible()
    verifier_axe(page)


def test_ptp_merges_two_entries_then_takes_them_apart(
    page, live_server, connecter, territoire, ptp, maison, verifier_axe
):
    autre = PartenaireFactory(
        nom="Maison des Érables (fictive)",
        telephone="+14185550100",
        adresse="2, rue Fictive",
        territoires=[territoire],
    )
    connecter(page, ptp)
    page.goto(live_server.url + "/partenaires/")
    page.get_by_role("link", name="Chercher les fiches en double").click()
    expect(page.get_by_role("heading", name="Même téléphone, noms semblables")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Comparer").click()
    verifier_axe(page)
    page.get_by_role("button", name="Réunir les fiches").click()
    expect(page.get_by_text("Les deux fiches sont réunies.")).to_be_visible()
    expect(page.get_by_text("2, rue Fictive")).to_be_visible()
    verifier_axe(page)
    page.goto(f"{live_server.url}/partenaires/{autre.pk}/")
    expect(page.get_by_text("Cette fiche est réunie à")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("link", name="Maison fictive des Érables").click()
    page.get_by_role("link", name="Annuler la fusion").click()
    verifier_axe(page)
    page.get_by_role("button", name="Annuler la fusion").click()
    expect(page.get_by_text("La fusion est annulée")).to_be_visible()
    expect(page.get_by_text("2, rue Fictive")).to_have_count(0)


def test_ptp_accepts_part_of_what_an_organisme_proposes(
    page, live_server, connecter, ptp, maison, verifier_axe
):
    PropositionFiche.proposer(
        partenaire=maison,
        champs={"adresse": "3, rue Fictive", "courriel": "neuf@exemple.test"},
        mot="Nous avons déménagé.",
    )
    connecter(page, ptp)
    page.goto(live_server.url + "/")
    page.get_by_role("link", name="Lire ce que propose Maison fictive des Érables").click()
    expect(page.get_by_text("Les liens de réponse sont envoyés à cette adresse")).to_be_visible()
    page.get_by_role("checkbox", name="Accepter : courriel").uncheck()
    verifier_axe(page)
    page.get_by_role("button", name="Mettre la fiche à jour").click()
    expect(page.get_by_text("3, rue Fictive")).to_be_visible()
    expect(page.get_by_text("neuf@exemple.test")).to_have_count(0)

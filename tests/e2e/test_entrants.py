"""A partenaire refers a famille by its standing link; the PTP answers it, and gives the link."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from familles.models import Famille, IdentiteAdulte
from referencements.models import LienPartenaire, Referencement
from tests.familles.factories import AdulteFactory, FamilleFactory
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.entrants import entrant_par_lien

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
A_ACCUEILLIR = reverse("referencements:liste") + "?vue=a_accueillir"


@pytest.fixture
def connue(territoire, ptp):
    famille = FamilleFactory(alias="la dame au vélo", territoire=territoire, saisie_par=ptp)
    IdentiteAdulte.objects.create(
        adulte=AdulteFactory(famille=famille), prenom="Soraya", telephone="+14185550142"
    )
    return famille


def test_ptp_gives_the_link_and_the_partenaire_refers_with_it(
    page, live_server, connecter, verifier_axe, ptp, territoire, browser
):
    partenaire = PartenaireFactory(
        nom="Maison fictive des Érables",
        territoires=[territoire],
        courriel="accueil@une-tres-longue-maison-fictive-des-erables.exemple.test",
    )
    connecter(page, ptp)
    page.goto(f"{live_server.url}{reverse('partenaires:fiche', args=[partenaire.pk])}")
    page.get_by_role("link", name="Liens pour référer").click()
    verifier_axe(page)
    page.get_by_role("button", name="Créer et montrer le lien").click()
    adresse = page.get_by_label("Lien à remettre au partenaire").input_value()
    verifier_axe(page)
    jeton = re.search(r"/p/([^/]+)/", adresse).group(1)

    telephone = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-CA")
    chez_eux = telephone.new_page()
    chez_eux.goto(f"{live_server.url}/p/{jeton}/")
    chez_eux.get_by_label("Besoin*").select_option("logement")
    chez_eux.get_by_label("Elle a plusieurs besoins").check()
    chez_eux.get_by_label("Prénom du parent").fill("Soraya")
    chez_eux.get_by_label("Téléphone").fill("418 555-0142")
    chez_eux.get_by_label("Votre nom").fill("Camille Exemple")
    chez_eux.get_by_label("La famille est d’accord").check()
    chez_eux.get_by_role("button", name="Envoyer à la PTP").click()
    expect(chez_eux.get_by_text(re.compile(r"\d{5}-\d")).first).to_be_visible()
    telephone.close()

    page.goto(f"{live_server.url}{A_ACCUEILLIR}")
    verifier_axe(page)
    page.get_by_role("button", name="Accuser réception").click()
    expect(page.get_by_text("Réception accusée")).to_be_visible()
    expect(page.get_by_role("link", name="(418) 555-0142")).to_be_visible()
    verifier_axe(page)
    assert Referencement.objects.get().accuse_le


def test_ptp_recognises_the_famille(
    page, live_server, connecter, verifier_axe, ptp, territoire, connue
):
    entrant = entrant_par_lien(territoire)
    connecter(page, ptp)
    page.goto(f"{live_server.url}{reverse('referencements:fiche', args=[entrant.pk])}")
    page.get_by_role("link", name="Accueillir la famille").click()
    expect(page.get_by_role("heading", name="C’est peut-être la même famille")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("button", name="C’est elle : la dame au vélo").click()
    expect(page.get_by_text("Ajouté à sa fiche")).to_be_visible()
    entrant.refresh_from_db()
    assert entrant.famille == connue


def test_search_as_she_types_finds_one_she_knows(
    page, live_server, connecter, verifier_axe, ptp, territoire, connue
):
    entrant = entrant_par_lien(territoire, prenom="Inès", telephone="+14185550199")
    FamilleFactory.create_batch(8, territoire=territoire, saisie_par=ptp)
    connecter(page, ptp)
    page.goto(f"{live_server.url}{reverse('referencements:prendre_en_charge', args=[entrant.pk])}")
    expect(page.get_by_text("la dame au vélo")).to_have_count(0)
    page.get_by_label("Chercher par alias").press_sequentially("velo")
    c_est_elle = page.locator("summary", has_text="C’est elle : la dame au vélo")
    expect(c_est_elle).to_be_visible()
    verifier_axe(page)
    page.get_by_label("Chercher par alias").press("Enter")
    expect(c_est_elle).to_be_visible()
    c_est_elle.click()
    accueillir = page.get_by_role("button", name="Oui, accueillir la dame au vélo")
    expect(accueillir).to_be_visible()
    verifier_axe(page)
    assert Famille.objects.count() == 9
    assert not Referencement.objects.filter(famille__isnull=False).exists()
    accueillir.click()
    expect(page.get_by_text("La famille est accueillie")).to_be_visible()
    assert Referencement.objects.get().famille == connue


def test_ptp_declines_with_a_word_that_is_read(
    page, live_server, connecter, verifier_axe, ptp, territoire
):
    entrant = entrant_par_lien(territoire)
    _, jeton = LienPartenaire.pour_suivre(entrant)
    connecter(page, ptp)
    page.goto(f"{live_server.url}{reverse('referencements:fiche', args=[entrant.pk])}")
    page.get_by_role("link", name="Dire que ce n’est pas possible").click()
    page.get_by_label("Hors territoire").check()
    page.get_by_label("Un mot au partenaire").fill("La PTP voisine peut vous aider.")
    page.get_by_label("Note pour vous et votre équipe").fill("Déjà suivie ailleurs")
    verifier_axe(page)
    page.get_by_role("button", name="Dire que ce n’est pas possible").click()
    expect(page.get_by_text("Refusée").first).to_be_visible()
    page.goto(f"{live_server.url}/p/{jeton}/")
    expect(page.get_by_text("La PTP voisine peut vous aider.")).to_be_visible()
    expect(page.get_by_text("Déjà suivie ailleurs")).to_have_count(0)

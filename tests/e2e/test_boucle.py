"""The whole loop, between two browsers and a real mail server: a PTP at her screen, a partenaire
without an account on a phone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page, expect

from courriels.models import Courriel
from familles.models import Consentement, Famille
from referencements.models import LienPartenaire, Referencement
from referencements.models.etats import Etat
from tests.e2e.conftest import ECRANS
from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.accords import accorder, nommer
from tests.referencements.factories import referencement_sortant

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

# Messages leave in the hours of work.
MARDI_MIDI = datetime(2026, 11, 17, 17, tzinfo=UTC)
ADRESSE = "accueil@exemple.test"


@pytest.fixture(autouse=True)
def _mardi_midi():
    with time_machine.travel(MARDI_MIDI, tick=True):
        yield


@pytest.fixture
def deux(browser, live_server, settings, boite_aux_lettres, connecter, ptp) -> Iterator[list[Page]]:
    """The PTP’s screen, where she is signed in, and the partenaire’s phone, which shares nothing
    with it; what is mailed leads here."""
    settings.ADRESSE_DU_SITE = live_server.url
    contextes = [
        browser.new_context(viewport=taille, locale="fr-CA")
        for taille in (ECRANS["bureau"], ECRANS["telephone"])
    ]
    pages = [contexte.new_page() for contexte in contextes]
    for page in pages:
        page.set_default_timeout(10_000)
    connecter(pages[0], ptp)
    yield pages
    for contexte in contextes:
        contexte.close()


@pytest.fixture
def partenaire(territoire):
    return PartenaireFactory(
        nom="Maison fictive des Érables", territoires=[territoire], courriel=ADRESSE
    )


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)


def dernier_lien(boite, adresse: str) -> str:
    corps = boite.pour(adresse)[-1].get_content()
    return re.search(r"https?://\S+/p/[\w-]+/", corps).group()


def envoyer(page: Page, live_server, referencement: Referencement) -> None:
    page.goto(live_server.url + reverse("referencements:envoyer", args=[referencement.pk]))
    page.get_by_label("Appel fait avec la famille").check()
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("le courriel part maintenant")).to_be_visible()


@pytest.fixture
def envoyee(deux, live_server, famille, partenaire, ptp):
    """A request that the PTP has sent from her screen, with the agreement of the famille."""
    nommer(famille, par=ptp)
    referencement = referencement_sortant(
        famille, par=ptp, partenaire=partenaire, le=MARDI_MIDI.date()
    )
    accorder(referencement, par=ptp, le=MARDI_MIDI.date())
    envoyer(deux[0], live_server, referencement)
    return referencement


def test_ptp_sends_partenaire_answers_on_a_phone_ptp_sees_it(
    deux, envoyee, live_server, boite_aux_lettres, verifier_axe
):
    ecran, telephone = deux
    telephone.goto(dernier_lien(boite_aux_lettres, ADRESSE))
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Pouvez-vous aider une famille?")
    assert "Soraya" not in telephone.content()
    verifier_axe(telephone)

    telephone.get_by_role("link", name="Accepter").click()
    telephone.get_by_label("Un mot pour la PTP").fill("Avec plaisir, dès mardi.")
    telephone.get_by_role("button", name="Oui, nous acceptons").click()
    expect(telephone.get_by_text("Soraya", exact=True)).to_be_visible()
    verifier_axe(telephone)

    ecran.goto(live_server.url + reverse("familles:ma_journee"))
    ecran.get_by_role("link", name=re.compile("Maison fictive des Érables")).first.click()
    expect(ecran.get_by_text("Avec plaisir, dès mardi.").first).to_be_visible()
    envoyee.refresh_from_db()
    assert (envoyee.etat, envoyee.nouvelles_non_lues) == (Etat.ACCEPTEE, True)
    ecran.get_by_role("button", name="J’ai lu").click()
    expect(ecran.get_by_role("button", name="J’ai lu")).to_have_count(0)

    recus = boite_aux_lettres.recus
    assert [message["To"] for message in recus] == [ADRESSE, "maude@exemple.test"]
    for message in recus:
        texte = message["Subject"] + message.get_content()
        assert not re.search("Soraya|Exemplaire|Nino|555-0142|famille du parc", texte)


def test_consent_withdrawn_while_the_page_is_open_answers_nothing_more(
    deux, envoyee, live_server, boite_aux_lettres, famille
):
    ecran, telephone = deux
    lien = dernier_lien(boite_aux_lettres, ADRESSE)
    telephone.goto(lien)
    telephone.get_by_role("link", name="Accepter").click()
    telephone.get_by_label("Un mot pour la PTP").fill("Nous acceptons.")

    accord = Consentement.objects.get()
    retirer = reverse("familles:consentement_retirer", args=[famille.code, accord.pk])
    ecran.goto(live_server.url + retirer)
    ecran.get_by_role("button", name="Oui, retirer").click()
    expect(ecran.get_by_text("Le lien du partenaire est fermé")).to_be_visible()

    telephone.get_by_role("button", name="Oui, nous acceptons").click()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Cette demande est fermée")
    assert "Soraya" not in telephone.content()
    telephone.goto(lien)
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Cette demande est fermée")
    envoyee.refresh_from_db()
    assert envoyee.etat == Etat.MEDIATION_FAITE


def test_partenaire_refers_ptp_takes_up_partenaire_reads_it(
    deux, partenaire, territoire, ptp, live_server, boite_aux_lettres, verifier_axe
):
    ecran, telephone = deux
    _, jeton = LienPartenaire.pour_referer(partenaire, territoire, par=ptp)
    telephone.goto(live_server.url + reverse("portail:lien", args=[jeton]))
    telephone.get_by_label("Besoin*").select_option("alimentation")
    telephone.get_by_label("Nous devons fermer son dossier").check()
    telephone.get_by_label("Prénom du parent").fill("Inès")
    telephone.get_by_label("Téléphone").fill("418 555-0177")
    telephone.get_by_label("Votre nom").fill("Camille Fictive")
    telephone.get_by_label("La famille est d’accord").check()
    verifier_axe(telephone)
    telephone.get_by_role("button", name="Envoyer à la PTP").click()
    entrant = Referencement.objects.get()
    expect(telephone.get_by_text(entrant.numero).first).to_be_visible()

    ecran.goto(live_server.url + reverse("familles:ma_journee"))
    ecran.get_by_role("link", name=re.compile("Maison fictive des Érables")).first.click()
    expect(ecran.get_by_text("Inès").first).to_be_visible()
    ecran.get_by_role("link", name="Accueillir la famille").click()
    ecran.get_by_label("Alias de la nouvelle famille").fill("la famille du parc")
    ecran.get_by_role("button", name="Ouvrir la nouvelle famille").click()
    expect(ecran.get_by_text("Accueillie").first).to_be_visible()
    famille = Famille.objects.get()
    entrant.refresh_from_db()
    assert (entrant.famille, entrant.etat) == (famille, Etat.ACCEPTEE)

    telephone.goto(dernier_lien(boite_aux_lettres, ADRESSE))
    expect(telephone.get_by_text("a pris le relais")).to_be_visible()
    assert "Inès" not in telephone.content()
    for message in boite_aux_lettres.recus:
        assert "Inès" not in message["Subject"] + message.get_content()
    assert not Courriel.objects.en_attente().exists()

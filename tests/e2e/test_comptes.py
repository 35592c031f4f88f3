"""The pages of accounts, in a browser: on a phone and on a desk."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from comptes.models import Affectation, Invitation, Role
from tests.comptes.factories import MOT_DE_PASSE, UtilisateurFactory, jeton_de

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_invited_person_opens_her_account_and_signs_in(
    page, live_server, gestionnaire, territoire, verifier_axe
):
    invitation = Invitation.inviter(
        par=gestionnaire, email="nouvelle@exemple.test", role=Role.PTP, territoire=territoire
    )
    page.goto(live_server.url + reverse("comptes:invitation_accepter", args=[jeton_de(invitation)]))
    verifier_axe(page)
    page.get_by_label("Prénom").fill("Ariane")
    page.locator("#id_nom").fill("Fictive")
    page.get_by_label("Mot de passe").fill("court")
    page.get_by_role("button", name="Ouvrir mon compte").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    verifier_axe(page)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Ouvrir mon compte").click()
    expect(page.get_by_role("heading", name="Ouvrir ma session")).to_be_visible()
    verifier_axe(page)
    page.get_by_label("Courriel").fill("nouvelle@exemple.test")
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Ouvrir ma session").click()
    expect(page).not_to_have_url(re.compile("connexion"))


def test_gestionnaire_keeps_her_team(page, live_server, connecter, gestionnaire, ptp, verifier_axe):
    connecter(page, gestionnaire)
    page.goto(live_server.url + reverse("comptes:equipe"))
    verifier_axe(page)
    page.get_by_role("link", name="Inviter une PTP").click()
    verifier_axe(page)
    page.get_by_label("Courriel").fill("nouvelle@exemple.test")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("status")).to_contain_text("part à nouvelle@exemple.test")
    page.get_by_role("link", name=re.compile("Mettre fin")).click()
    verifier_axe(page)
    page.get_by_role("button", name="Mettre fin à l’affectation").click()
    expect(page.get_by_role("status")).to_contain_text("est enregistrée")
    verifier_axe(page)


@pytest.mark.parametrize("nom", ["account_login", "account_reset_password"])
def test_public_pages_are_accessible(page, live_server, verifier_axe, nom):
    page.goto(live_server.url + reverse(nom))
    verifier_axe(page)


@pytest.mark.parametrize("adresse", ["/", "/compte/mot-de-passe/changer/", "/nulle-part/"])
def test_pages_of_an_account_are_accessible(
    page, live_server, connecter, verifier_axe, db, adresse
):
    connecter(page, UtilisateurFactory())
    page.goto(live_server.url + adresse)
    verifier_axe(page)


def test_admin_runs_under_the_strict_policy(page, live_server, connecter, administration, ptp):
    refus = []
    page.on("console", lambda m: refus.append(m.text) if "Content Security" in m.text else None)
    connecter(page, administration)
    for adresse in (
        reverse("admin:index"),
        reverse("admin:comptes_utilisateur_changelist"),
        reverse("admin:comptes_utilisateur_change", args=[ptp.pk]),
        reverse("admin:comptes_affectation_add"),
    ):
        page.goto(live_server.url + adresse)
    assert refus == []


GAUCHE = "e => e.getBoundingClientRect().x + parseFloat(getComputedStyle(e).paddingLeft)"
LIGNES_DU_NOM = """e => {
  const nom = new Range(), debut = e.firstChild.data.indexOf("Soleilrouge");
  nom.setStart(e.firstChild, debut);
  nom.setEnd(e.firstChild, debut + "Soleilrouge".length);
  return nom.getClientRects().length;
}"""


def test_a_desk_shows_one_left_edge_and_whole_names(
    page, live_server, connecter, gestionnaire, ptp
):
    contact = UtilisateurFactory(prenom="Leïla", nom="Soleilrouge")
    Affectation.objects.filter(utilisateur=ptp).update(second_contact=contact, heures_semaine=35)
    connecter(page, gestionnaire)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(live_server.url + reverse("comptes:equipe"))
    edge = page.get_by_role("heading", level=1).evaluate(GAUCHE)
    assert page.get_by_role("link", name=re.compile("^Leïla")).evaluate(LIGNES_DU_NOM) == 1
    gestes = [page.get_by_role("link", name=re.compile(m)) for m in ("^Semaine", "^Mettre fin")]
    assert len({geste.bounding_box()["y"] for geste in gestes}) == 1
    page.get_by_role("link", name="Inviter une PTP").click()
    for quoi in ("heading", "link"):
        element = page.locator("main").get_by_role(quoi, name=re.compile("nviter")).last
        assert element.evaluate(GAUCHE) == edge

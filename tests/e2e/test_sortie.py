"""Out in visite: two taps to leave, one to be back from any page; the week, read and printed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activites.models import DemandeHorsMandat, Sortie
from tests.familles.factories import FamilleFactory, InterventionFactory

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_ptp_leaves_prolongs_and_comes_back(
    page, live_server, connecter, verifier_axe, ptp, gestionnaire
):
    connecter(page, ptp)
    page.goto(f"{live_server.url}/ma-journee/")
    verifier_axe(page)
    partir = page.get_by_role("main").get_by_role("link", name="Je pars en visite")
    partir.click()
    page.wait_for_url("**/sorties/partir/")
    verifier_axe(page)
    assert page.get_by_text(gestionnaire.get_full_name()).is_visible()
    page.get_by_label("Où, en quelques mots").fill("au village")
    page.get_by_role("button", name="Je pars").click()
    expect(page.get_by_role("region", name="Sortie en cours")).to_be_visible()
    expect(partir).to_have_count(0)

    page.goto(f"{live_server.url}/demarchage/consigner/")
    sortie = page.get_by_role("region", name="Sortie en cours")
    expect(sortie).to_be_visible()
    verifier_axe(page)
    page.get_by_role("textbox", name="Lieu").fill("Parc fictif")
    avant = sortie.inner_text()
    sortie.get_by_role("button", name="Prolonger de 30 min").click()
    expect(sortie).not_to_have_text(avant)
    sortie.get_by_role("button", name="Je suis rentrée").click()
    expect(sortie).to_have_count(0)
    expect(page.get_by_text("Bon retour.")).to_be_visible()
    # The page she was filling in is as she left it.
    expect(page.get_by_role("textbox", name="Lieu")).to_have_value("Parc fictif")
    assert Sortie.objects.get().fin == Sortie.Fin.RENTREE


def test_gestionnaire_notes_that_she_was_reached(
    page, live_server, connecter, verifier_axe, ptp, territoire, gestionnaire
):
    depart = timezone.now() - timedelta(hours=2)
    Sortie(
        saisie_par=ptp,
        territoire=territoire,
        partie_le=depart,
        retour_prevu_le=depart + timedelta(hours=1),
        ou="au village",
    ).partir()
    connecter(page, gestionnaire)
    page.goto(f"{live_server.url}/equipe/")
    verifier_axe(page)
    page.get_by_role("link", name="Qui est en visite").click()
    expect(page.get_by_text("au village")).to_be_visible()
    verifier_axe(page)
    page.get_by_role("button", name="Jointe, tout va bien").click()
    expect(page.get_by_text("a été jointe, tout va bien")).to_be_visible()


def test_week_is_read_at_both_widths(page, live_server, connecter, verifier_axe, ptp, territoire):
    saisie = {"saisie_par": ptp, "territoire": territoire}
    famille = FamilleFactory(**saisie)
    InterventionFactory(
        famille=famille, date=timezone.localdate(), deplacement_min=50, meteo_min=20, saisie_par=ptp
    )
    DemandeHorsMandat.objects.create(nature="traduction", duree_min=60, **saisie)
    connecter(page, ptp)
    page.goto(f"{live_server.url}/semaine/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ma semaine")
    verifier_axe(page)
    telephone = page.viewport_size["width"] < 992
    par_jour = page.get_by_role("table", name="Temps consigné, jour par jour")
    natures = page.get_by_role("table", name="Demandes hors mandat : Nature")
    if telephone:
        expect(par_jour).to_be_hidden()
        hauteur = page.evaluate("document.documentElement.scrollHeight")
        assert hauteur < 2.75 * page.viewport_size["height"], hauteur
    page.emulate_media(media="print")
    for tableau in (par_jour, natures, page.get_by_role("link", name="Lien de confiance")):
        expect(tableau.first).to_be_visible()
    page.emulate_media(media="screen")
    if telephone:
        for pli in ("Voir les chiffres", "Voir chaque jour", "Voir qui demande, et quoi"):
            page.get_by_text(pli).click()
        verifier_axe(page)
    page.get_by_role("link", name="Lien de confiance").first.click()
    expect(page.get_by_text(famille.alias)).to_be_visible()
    verifier_axe(page)
    page.go_back()
    page.get_by_role("link", name="Précédente").click()
    expect(page.get_by_text("Rien de consigné cette semaine-là")).to_be_visible()
    verifier_axe(page)

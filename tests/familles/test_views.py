"""Pages of the PTP: lists, search, opening a famille, her page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from familles.models import Famille
from tests.requetes import sans_journal

from .factories import (
    AccompagnementFactory,
    AdulteFactory,
    BesoinFactory,
    EnfantFactory,
    FamilleFactory,
    IdentiteFamilleFactory,
    InterventionFactory,
    PromesseFactory,
)

# What one may open from the page without a right to write.
PAGES_LUES = {"acces/", "plan/", "copie/"}


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")


@pytest.fixture
def client_ptp(client_de, ptp):
    return client_de(ptp)


def fiche(famille, suite=""):
    return reverse("familles:fiche", args=[famille.code]) + suite


def requetes(client, adresse):
    with CaptureQueriesContext(
        connection,
    ) as capture:
        assert client.get(adresse).status_code == 200
    return len(sans_journal(capture))


# --- Ma journée ---------------------------------------------------------------------------------


def test_day_begins_empty_and_says_what_to_do(client_ptp):
    page = client_ptp.get(reverse("familles:ma_journee")).content.decode()
    assert "Rien n’attend aujourd’hui" in page
    assert "Aucune famille encore" in page


def test_day_shows_what_waits_and_whom_one_saw(client_ptp, famille):
    PromesseFactory(famille=famille, texte="Promesse due", echeance=timezone.localdate())
    page = client_ptp.get(reverse("familles:ma_journee")).content.decode()
    assert "Promesse due" in page
    assert f"?famille={famille.code}" in page


def test_day_is_for_ptp_only(client_de, gestionnaire):
    assert client_de(gestionnaire).get(reverse("familles:ma_journee")).status_code == 404


# --- List and search ----------------------------------------------------------------------------


def alias(reponse):
    return {famille.alias for famille in reponse.context["lignes"]}


@pytest.fixture
def quelques_familles(famille, territoire, ptp):
    FamilleFactory(territoire=territoire, alias="jointe")
    FamilleFactory(territoire=territoire, alias="isolée", frequentation_initiale="peu")
    FamilleFactory(territoire=territoire, alias="hier", date_jointe=timezone.localdate())
    partie = FamilleFactory(territoire=territoire, alias="partie", date_jointe=timezone.localdate())
    AccompagnementFactory(famille=partie, ptp=ptp).terminer(
        motif="besoins_repondus", le=timezone.localdate()
    )
    AccompagnementFactory(famille=famille, ptp=ptp)
    Famille.objects.filter(pk=famille.pk).actualiser_compteurs()


@pytest.mark.parametrize(
    ("filtre", "attendus"),
    [
        ("", {"la famille du parc", "hier"}),
        ("en_cours", {"la famille du parc", "hier"}),
        ("accompagnees", {"la famille du parc"}),
        ("toutes", {"la famille du parc", "jointe", "isolée", "hier", "partie"}),
        ("isolees", {"isolée"}),
        ("a_determiner", {"la famille du parc", "jointe", "hier", "partie"}),
        ("a_revoir", {"la famille du parc"}),
        ("n’importe quoi", {"la famille du parc", "hier"}),
    ],
)
def test_list_is_filtered(client_ptp, quelques_familles, filtre, attendus):
    parametres = {"filtre": filtre} if filtre else {}
    assert alias(client_ptp.get(reverse("familles:liste"), parametres)) == attendus


def test_row_says_once_that_a_famille_was_only_jointe(client_ptp, famille):
    page = client_ptp.get(reverse("familles:liste"), {"filtre": "toutes"}).content.decode()
    assert page.count("Jointe") == 1


def test_search_is_a_post_and_writes_nothing(client_ptp, quelques_familles):
    reponse = client_ptp.post(reverse("familles:liste"), {"recherche": "isolee"})
    assert alias(reponse) == {"isolée"}
    assert "isolee" not in reponse.request.get("QUERY_STRING", "")


def test_search_as_one_types_sends_the_results_alone(client_ptp, famille):
    reponse = client_ptp.post(
        reverse("familles:liste"), {"recherche": "par"}, headers={"HX-Request": "true"}
    )
    assert "la famille du parc" in reponse.content.decode()
    assert "<html" not in reponse.content.decode()


def test_stranger_finds_nobody(client_de, inconnue, quelques_familles):
    client = client_de(inconnue)
    assert alias(client.get(reverse("familles:liste"), {"filtre": "toutes"})) == set()
    assert alias(client.post(reverse("familles:liste"), {"recherche": "parc"})) == set()


def test_comite_has_no_list(client_de, comite):
    assert client_de(comite).get(reverse("familles:liste")).status_code == 404


# --- Opening ------------------------------------------------------------------------------------


CLE = "0b0e9e0e-3a0a-4a53-9d6b-4d6e2f7a1c01"


def ouverture(**champs):
    return {"cle": CLE, "date_jointe": "2024-03-01", "alias": "la famille du parc", **champs}


def test_alias_alone_opens_a_famille(client_ptp, ptp, territoire):
    reponse = client_ptp.post(reverse("familles:ouvrir"), ouverture(territoire=territoire.pk))
    famille = Famille.objects.get()
    assert reponse.url == fiche(famille)
    assert (famille.alias, famille.saisie_par) == ("la famille du parc", ptp)
    assert famille.isolement_a_determiner


def test_same_sending_opens_one_famille(client_ptp, territoire):
    envoi = ouverture(territoire=territoire.pk)
    premiere = client_ptp.post(reverse("familles:ouvrir"), envoi)
    seconde = client_ptp.post(reverse("familles:ouvrir"), envoi)
    assert premiere.url == seconde.url
    assert Famille.objects.count() == 1


def test_refused_opening_keeps_what_was_typed(client_ptp, territoire):
    envoi = ouverture(territoire=territoire.pk, date_reperage="2024-04-01")
    reponse = client_ptp.post(reverse("familles:ouvrir"), envoi)
    assert reponse.status_code == 422
    assert "Une famille est repérée avant d’être jointe." in reponse.content.decode()
    assert 'value="la famille du parc"' in reponse.content.decode()
    assert not Famille.objects.exists()


def test_famille_opens_only_where_one_works(client_ptp, autre_territoire):
    envoi = ouverture(territoire=autre_territoire.pk)
    assert client_ptp.post(reverse("familles:ouvrir"), envoi).status_code == 422


# --- Her page -----------------------------------------------------------------------------------


def test_unnamed_adult_is_said_once(client_ptp, famille):
    AdulteFactory(famille=famille)
    assert client_ptp.get(fiche(famille)).content.decode().count("Mère") == 1


def test_page_tells_who_they_are(client_ptp, famille):
    IdentiteFamilleFactory(famille=famille)
    PromesseFactory(famille=famille, texte="Une promesse fictive")
    BesoinFactory(famille=famille)
    InterventionFactory(famille=famille, note="Une note fictive")
    page = client_ptp.get(fiche(famille)).content.decode()
    for attendu in (
        famille.code_affiche,
        "Levesque-Fictive",
        "Une promesse fictive",
        "Logement adéquat",
        "Une note fictive",
    ):
        assert attendu in page


def test_gestionnaire_reads_the_page_without_a_way_to_write(client_de, gestionnaire, famille):
    BesoinFactory(famille=famille)
    PromesseFactory(famille=famille)
    EnfantFactory(famille=famille)
    page = client_de(gestionnaire).get(fiche(famille)).content.decode()
    assert "Logement adéquat" in page
    suites = set(re.findall(f'href="{fiche(famille)}([^"]*)"', page))
    assert suites <= PAGES_LUES
    assert f'action="{fiche(famille)}' not in page


@pytest.mark.securite(1)
def test_hidden_address_is_for_those_who_accompany(client_ptp, client_de, gestionnaire, famille):
    IdentiteFamilleFactory(famille=famille, adresse="12, rue Fictive", adresse_confidentielle=True)
    assert "12, rue Fictive" in client_ptp.get(fiche(famille)).content.decode()
    lecture = client_de(gestionnaire).get(fiche(famille)).content.decode()
    assert "12, rue Fictive" not in lecture
    assert "Confidentielle" in lecture


def test_child_in_shared_custody_is_on_both_pages(client_ptp, famille, territoire):
    autre = FamilleFactory(territoire=territoire)
    EnfantFactory(famille=autre, autre_famille=famille)
    assert "En garde partagée" in client_ptp.get(fiche(famille)).content.decode()


def test_long_story_is_shown_in_part_then_whole(client_ptp, famille):
    accompagnement = AccompagnementFactory(famille=famille)
    for _ in range(25):
        InterventionFactory(famille=famille, accompagnement=accompagnement)
    assert "Voir plus (6" in client_ptp.get(fiche(famille)).content.decode()
    assert "Voir plus" not in client_ptp.get(fiche(famille), {"tout": "1"}).content.decode()
    filtree = client_ptp.get(fiche(famille), {"genre": "interventions"}).content.decode()
    assert 'href="?genre=interventions&amp;tout=1#chronologie"' in filtree
    assert '<a href="?genre=interventions#chronologie" aria-current="true">' in filtree


# --- As many queries for 1 row as for 50 --------------------------------------------------------


def remplir(famille, nombre):
    accompagnement = famille.accompagnements.first() or AccompagnementFactory(famille=famille)
    for _ in range(nombre):
        InterventionFactory(
            famille=famille,
            accompagnement=accompagnement,
            date=timezone.localdate() - timedelta(days=90),
        )
        EnfantFactory(famille=famille)
        PromesseFactory(famille=famille, echeance=timezone.localdate())


def test_page_of_a_famille_costs_the_same_whatever_its_length(client_ptp, famille):
    remplir(famille, 1)
    une = requetes(client_ptp, fiche(famille, "?tout=1"))
    remplir(famille, 49)
    assert requetes(client_ptp, fiche(famille, "?tout=1")) == une


@pytest.mark.parametrize("nom", ["familles:ma_journee", "familles:liste"])
def test_lists_cost_the_same_for_one_and_ten(client_ptp, famille, territoire, nom):
    remplir(famille, 1)
    Famille.objects.actualiser_compteurs()
    une = requetes(client_ptp, reverse(nom))
    for _ in range(9):
        remplir(FamilleFactory(territoire=territoire), 1)
    Famille.objects.actualiser_compteurs()
    assert requetes(client_ptp, reverse(nom)) == une

"""The territoire's dashboard, the familles behind its figures, and the definitions."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapports.calculs import calculer
from rapports.derriere import DERRIERE, familles
from rapports.fenetres import Fenetre
from rapports.models import Periode
from rapports.tableau import mesurer
from tests.comptes.factories import AffectationFactory
from tests.rapports.conftest import accompagner

HIVER = Fenetre(date(2024, 1, 1), date(2024, 3, 31))
TABLEAU = "/tableau-de-bord/ici/"
DE_L_HIVER = f"{TABLEAU}?{HIVER.parametres}"


def texte(page):
    """What a person reads: no tags, single spaces."""
    html = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("qui", ["gestionnaire", "ptp"])
def test_people_of_a_territoire_see_its_dashboard(qui, request, client_de, famille):
    page = client_de(request.getfixturevalue(qui)).get(DE_L_HIVER)
    assert page.status_code == 200
    assert "Accompagnées" in texte(page)


def test_figures_of_the_trous_lead_to_their_list(client_de, gestionnaire, famille):
    page = client_de(gestionnaire).get(DE_L_HIVER).content.decode()
    assert f'class="lien-carte" href="{reverse("referencements:trous")}"' in page


@pytest.mark.parametrize("qui", ["inconnue", "comite", "administration"])
@pytest.mark.parametrize("chemin", [DE_L_HIVER, f"{TABLEAU}familles/I-01/"])
def test_nobody_else_does(qui, chemin, request, client_de, famille):
    assert client_de(request.getfixturevalue(qui)).get(chemin).status_code == 404


def test_one_territoire_opens_at_once(client_de, gestionnaire):
    page = client_de(gestionnaire).get(reverse("rapports:territoires"))
    assert page.url == TABLEAU


def test_several_territoires_are_links(client_de, gestionnaire, autre_territoire):
    AffectationFactory(utilisateur=gestionnaire, role="gestionnaire", territoire=autre_territoire)
    page = client_de(gestionnaire).get(reverse("rapports:territoires"))
    assert TABLEAU in page.content.decode()
    assert "/tableau-de-bord/ailleurs/" in page.content.decode()


@pytest.mark.parametrize("qui", ["comite", "administration"])
def test_without_a_territoire_there_is_no_dashboard(qui, request, client_de):
    client = client_de(request.getfixturevalue(qui))
    assert client.get(reverse("rapports:territoires")).status_code == 404


def test_dashboard_costs_the_same_for_one_and_ten_familles(
    client_de, gestionnaire, territoire, ptp, famille, django_assert_num_queries
):
    client = client_de(gestionnaire)
    with CaptureQueriesContext(connection) as une:
        client.get(DE_L_HIVER)
    for rang in range(9):
        accompagner(territoire, ptp, alias=f"famille {rang}")
    with django_assert_num_queries(len(une)):
        client.get(DE_L_HIVER)


def test_list_behind_a_figure_costs_the_same_for_one_and_ten_familles(
    client_de, gestionnaire, territoire, ptp, famille, django_assert_num_queries
):
    client, chemin = client_de(gestionnaire), f"{TABLEAU}familles/I-01/?{HIVER.parametres}"
    with CaptureQueriesContext(connection) as une:
        client.get(chemin)
    for rang in range(9):
        accompagner(territoire, ptp, alias=f"famille {rang}")
    with django_assert_num_queries(len(une)):
        page = client.get(chemin)
    assert page.context["page"].paginator.count == 10


def test_default_window_is_the_last_periode(client_de, gestionnaire, famille, hiver):
    page = client_de(gestionnaire).get(TABLEAU)
    assert page.context["fenetre"].libelle == "Hiver 2024"


def test_figures_are_those_of_the_report(client_de, gestionnaire, territoire, famille):
    page = client_de(gestionnaire).get(DE_L_HIVER)
    rapport = calculer(HIVER.debut, HIVER.fin, territoires=frozenset({territoire.pk}))[None]
    tuiles = {t.indicateur.id: t for s in page.context["sections"] for t in s.tuiles}
    for identifiant in ("I-00", "I-01", "I-03", "I-03x", "I-04", "I-06", "I-19", "I-11", "I-15"):
        assert tuiles[identifiant].chiffre == rapport[identifiant].affichage


def test_every_figure_opens_its_definition(client_de, gestionnaire, famille):
    page = client_de(gestionnaire).get(DE_L_HIVER)
    for section in page.context["sections"]:
        for tuile in section.tuiles:
            definition = reverse("rapports:indicateur", args=[tuile.indicateur.id])
            assert definition in page.content.decode()
            assert client_de(gestionnaire).get(definition).status_code == 200


def test_change_is_said_in_the_unit_of_the_figure(client_de, gestionnaire, famille):
    page = client_de(gestionnaire).get(f"{TABLEAU}?debut=2024-03-01&fin=2024-03-31")
    lu = texte(page)
    assert "1 de plus qu’à la période précédente" in lu
    assert "Comme à la période précédente" in lu


@pytest.mark.parametrize(
    ("jour", "en_cours"), [(date(2024, 3, 31), True), (date(2024, 4, 1), False)]
)
def test_running_period_is_not_compared_with_a_whole_one(
    client_de, gestionnaire, famille, jour, en_cours
):
    Periode.objects.create(libelle="Automne 2023", debut=date(2023, 10, 1), fin=date(2023, 12, 31))
    gestionnaire.affectations.update(du=date(2023, 1, 1))
    with time_machine.travel(f"{jour}T16:00:00Z", tick=False):
        page = client_de(gestionnaire).get(DE_L_HIVER)
    lu = texte(page)
    assert ("qu’à la période précédente" not in lu) is en_cours
    assert ("période en cours" in lu) is en_cours
    graphiques = {g.identifiant: g for s in page.context["sections"] for g in s.graphiques}
    libelles = [ligne.libelle for ligne in graphiques["evolution"].lignes]
    hiver = "Hiver 2024 (en\u00a0cours)" if en_cours else "Hiver 2024"
    assert libelles == ["Automne 2023", hiver]


def test_period_without_anything_says_so(client_de, gestionnaire, famille):
    lu = texte(client_de(gestionnaire).get(f"{TABLEAU}?debut=2020-01-01&fin=2020-03-31"))
    assert "Rien de consigné dans cette période" in lu
    assert "s. o." in lu


@pytest.mark.parametrize(
    ("dates", "reproche"),
    [
        ("debut=2024-13-45&fin=2024-03-31", "date valide"),
        ("debut=2024-03-31&fin=2024-01-01", "La fin vient après le début"),
        ("debut=&fin=2024-01-01", "obligatoire"),
    ],
)
def test_bad_dates_are_explained_and_kept(client_de, gestionnaire, famille, dates, reproche):
    page = client_de(gestionnaire).get(f"{TABLEAU}?{dates}")
    assert page.status_code == 422
    assert reproche in texte(page)
    assert f'value="{dates.rpartition("=")[2]}"' in page.content.decode()
    assert "sections" not in page.context


def test_hints_lead_to_the_rows_to_mend(client_de, gestionnaire, territoire, ptp, hiver):
    accompagner(territoire, ptp, frequentation="inconnue")
    page = client_de(gestionnaire).get(DE_L_HIVER)
    assert f"{TABLEAU}a-verifier/isolement/" in page.content.decode()


# --- The familles behind a figure ---------------------------------------------------------------


def test_list_shows_code_and_alias_and_leads_to_the_fiche(client_de, gestionnaire, famille):
    page = client_de(gestionnaire).get(f"{TABLEAU}familles/I-01/?{HIVER.parametres}")
    assert "la famille du parc" in texte(page)
    assert famille.code_affiche in texte(page)
    assert reverse("familles:fiche", args=[famille.code]) in page.content.decode()


@pytest.mark.parametrize("identifiant", ["I-01", "I-01n", "I-01r", "I-02", "I-02x", "I-01j"])
def test_list_is_as_long_as_the_figure(identifiant, territoire, ptp, famille):
    accompagner(territoire, ptp, alias="autre", frequentation="inconnue")
    accompagner(territoire, ptp, alias="encore", frequentation="reguliere")
    ici = frozenset({territoire.pk})
    chiffres = {
        **calculer(HIVER.debut, HIVER.fin, territoires=ici)[None],
        **mesurer(HIVER.debut, HIVER.fin, territoires=ici)[None],
    }
    liste = familles(identifiant, HIVER, ici)
    assert liste.count() == chiffres[identifiant].numerateur


@pytest.mark.parametrize("identifiant", DERRIERE)
def test_no_list_holds_a_famille_of_elsewhere(identifiant, autre_territoire, famille):
    assert not familles(identifiant, HIVER, frozenset({autre_territoire.pk})).exists()


def test_children_of_an_age_lead_to_their_familles(territoire, famille):
    ici = frozenset({territoire.pk})
    assert [f.pk for f in familles("I-06", HIVER, ici)] == [famille.pk]
    assert not familles("I-07a", HIVER, ici).exists()


def test_figure_without_a_list_has_no_page(client_de, gestionnaire, famille):
    assert client_de(gestionnaire).get(f"{TABLEAU}familles/I-19/").status_code == 404


# --- Definitions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("qui", ["ptp", "comite", "administration"])
def test_everyone_reads_the_definitions(qui, request, client_de):
    client = client_de(request.getfixturevalue(qui))
    assert "I-03" in client.get(reverse("rapports:indicateurs")).content.decode()
    page = texte(client.get(reverse("rapports:indicateur", args=["I-03"])))
    assert "Part des familles isolées" in page
    assert "I-01, familles jointes" in page


def test_definition_names_its_source_in_words(client_de, ptp):
    client = client_de(ptp)
    pages = {
        nom: texte(client.get(reverse("rapports:indicateur", args=[nom])))
        for nom in ("I-01", "I-00")
    }
    for page in pages.values():
        assert "Rapport final d’évaluation du projet pilote (UQTR et UQO, 2025)." in page
        assert "DOMAINE" not in page
        assert "§" not in page
    assert "propre à Proximité" in pages["I-00"]
    assert "propre à Proximité" not in pages["I-01"]


def test_unknown_indicator_is_not_found(client_de, ptp):
    assert client_de(ptp).get(reverse("rapports:indicateur", args=["I-999"])).status_code == 404

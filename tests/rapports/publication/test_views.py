"""The pages where the comité de pilotage publishes."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Role
from rapports.models import Periode, Publication, Tache
from rapports.publication import tache
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.conftest import de_son_module
from tests.rapports.test_pages_territoire import texte

pytestmark = pytest.mark.django_db
territoire, ville, ptp, reseau = map(de_son_module, ("territoire", "ville", "ptp", "reseau"))

PUBLICATIONS, PUBLIER = "/reseau/publications/", "/reseau/publications/publier/"


@pytest.fixture
def suivi(db):
    personne = UtilisateurFactory(prenom="Sacha", email="sacha@exemple.test")
    AffectationFactory(utilisateur=personne, role=Role.COMITE_SUIVI, territoire=None)
    return personne


@pytest.fixture
def accepte(reseau, hiver, territoire, ville, accepter):
    accepter(hiver, territoire, ville)
    return hiver


def de(periode):
    return {"du": periode.pk, "au": periode.pk}


@pytest.mark.parametrize("qui", ["ptp", "gestionnaire", "administration", "inconnue"])
def test_these_pages_do_not_exist_for_others(qui, request, client_de, accepte, comite):
    client = client_de(request.getfixturevalue(qui))
    for chemin in (PUBLICATIONS, PUBLIER):
        assert client.get(chemin).status_code == 404
    assert client.post(PUBLIER, de(accepte)).status_code == 404
    assert not Tache.objects.exists()


def test_the_comite_de_suivi_reads_and_does_not_publish(client_de, accepte, suivi):
    client = client_de(suivi)
    page = client.get(PUBLICATIONS)
    assert "Publier" not in texte(page).replace("Publications", "")
    assert client.post(PUBLIER, de(accepte)).status_code == 404


def test_what_would_be_published_is_shown_first(
    client_de, hiver, territoire, ville, reseau, accepter, comite
):
    accepter(hiver, territoire)
    lu = texte(client_de(comite).get(PUBLIER, de(hiver)))
    assert "1 rapport" in lu
    assert "1 territoire manque" in lu
    assert ville.nom in lu
    assert not Publication.objects.exists()


def test_publishing_leads_to_what_the_audit_found(
    client_de, accepte, comite, django_capture_on_commit_callbacks
):
    client = client_de(comite)
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post(PUBLIER, de(accepte))
    travail = Tache.objects.get()
    publication = Publication.objects.get()
    assert reponse.url == reverse("rapports:tache", args=[travail.pk])
    assert travail.suite == reverse("rapports:publication", args=[publication.pk])
    assert travail.etat == Tache.Etat.TERMINEE
    lu = texte(client.get(travail.suite))
    assert "au moins trois valeurs possibles" in lu
    assert "Hiver 2024" in texte(client.get(PUBLICATIONS))


def test_a_second_click_finds_the_same_work(accepte, comite):
    premier = tache.demander([accepte], par=comite)
    assert tache.demander([accepte], par=comite) == premier
    assert Tache.objects.count() == 1


def test_what_cannot_be_published_says_why_at_once(client_de, hiver, comite):
    client = client_de(comite)
    for reponse in (client.get(PUBLIER, de(hiver)), client.post(PUBLIER, de(hiver))):
        assert reponse.status_code == 422
        assert "rapports acceptés pour publier" in texte(reponse)
    assert not Tache.objects.exists()


def test_a_synthesis_of_what_is_not_published_is_refused_at_once(
    client_de, accepte, printemps, comite
):
    reponse = client_de(comite).get(PUBLIER, {"du": accepte.pk, "au": printemps.pk})
    assert reponse.status_code == 422
    assert "Publiez d’abord" in texte(reponse)


def test_one_publication_at_a_time_for_the_network(client_de, accepte, comite, suivi):
    autre = UtilisateurFactory()
    AffectationFactory(utilisateur=autre, role=Role.COMITE_PILOTAGE, territoire=None)
    tache.demander([accepte], par=autre)
    reponse = client_de(comite).post(PUBLIER, de(accepte))
    assert reponse.status_code == 409
    assert "Une publication est en cours" in texte(reponse)
    assert Tache.objects.count() == 1


@pytest.mark.parametrize("envoi", [{}, {"du": "0", "au": "0"}, {"du": "abc"}, {"du": 10**30}])
def test_wrong_periods_are_explained(envoi, client_de, accepte, comite):
    client = client_de(comite)
    for reponse in (client.get(PUBLIER, envoi), client.post(PUBLIER, envoi)):
        assert reponse.status_code == 422
        assert "Rien n’est" in texte(reponse)


def test_periods_in_the_wrong_order_are_explained(client_de, hiver, printemps, comite):
    reponse = client_de(comite).get(PUBLIER, {"du": printemps.pk, "au": hiver.pk})
    assert reponse.status_code == 422
    assert "La dernière période vient avant la première" in texte(reponse)


def test_an_unknown_publication_does_not_exist(client_de, comite):
    assert client_de(comite).get(f"{PUBLICATIONS}999/").status_code == 404


def test_empty_pages_say_what_to_do_next(client_de, comite):
    lu = texte(client_de(comite).get(PUBLICATIONS))
    assert "Aucune période n’est terminée" in lu
    assert "Rien n’est encore publié" in lu


def test_the_page_costs_the_same_for_many_periods(
    client_de, accepte, printemps, comite, django_assert_num_queries
):
    client = client_de(comite)
    with CaptureQueriesContext(connection) as pour_deux:
        client.get(PUBLICATIONS)
    for annee in range(2010, 2020):
        Periode.objects.create(
            libelle=f"Année {annee}", debut=date(annee, 1, 1), fin=date(annee, 12, 31)
        )
    with django_assert_num_queries(len(pour_deux)):
        client.get(PUBLICATIONS)

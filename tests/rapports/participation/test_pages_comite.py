"""The reports for a comité: who has submitted, their texts, the decision. Never a figure."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapports.models import Periode, RapportParticipation
from territoires.models import Region
from tests.rapports.test_pages_territoire import texte
from tests.territoires.factories import TerritoireFactory

pytestmark = pytest.mark.django_db
REMISES = "/reseau/remises/"


@pytest.fixture
def remise(adresse):
    return lambda suite="": adresse(suite, base="/reseau/remises")


def lire(client, chemin):
    page = client.get(chemin)
    assert page.status_code == 200
    return texte(page)


@pytest.mark.parametrize("qui", ["comite", "suivi"])
def test_comites_see_who_has_submitted(qui, request, client_de, soumis, inconnue, hiver):
    inconnue.affectations.update(du=hiver.debut)
    lu = lire(client_de(request.getfixturevalue(qui)), REMISES)
    assert "Soumis 1 territoire" in lu
    assert "En retard 1 territoire" in lu
    assert lu.index("Territoire d’ailleurs") < lu.index("Territoire d’ici")


def test_nothing_is_late_where_no_ptp_had_yet_come(client_de, comite, soumis, inconnue, hiver):
    apres = hiver.fin + timedelta(days=1)
    inconnue.affectations.update(du=apres)
    lu = lire(client_de(comite), REMISES)
    assert "Pas commencé 1 territoire" in lu
    assert "En retard" not in lu
    inconnue.affectations.update(du=hiver.fin, au=hiver.fin)  # gone since: the report is due
    assert "En retard 1 territoire" in lire(client_de(comite), REMISES)


@pytest.mark.parametrize("qui", ["gestionnaire", "ptp", "administration"])
def test_nobody_else_does(qui, request, client_de, remise, soumis):
    client = client_de(request.getfixturevalue(qui))
    for chemin in (REMISES, remise(), remise("accepter/"), remise("retourner/")):
        assert client.get(chemin).status_code in (404, 405)
        assert client.post(chemin).status_code in (404, 405)
    soumis.refresh_from_db()
    assert soumis.etat == "soumis"


def test_list_is_filtered_by_region(client_de, comite, soumis):
    TerritoireFactory(nom="Un autre", region=Region.objects.get(code="08"))
    client = client_de(comite)
    lu = lire(client, f"{REMISES}?region=08")
    assert "Un autre" in lu
    assert "Territoire d’ici" not in lu


def test_list_shows_the_last_period_over_or_the_one_asked(client_de, comite, hiver, territoire):
    printemps = Periode.objects.create(
        libelle="Printemps 2024", debut=date(2024, 4, 1), fin=date(2024, 6, 30)
    )
    client = client_de(comite)
    assert client.get(REMISES).context["periode"] == printemps
    assert client.get(f"{REMISES}?periode={hiver.pk}").context["periode"] == hiver


@pytest.mark.parametrize("valeur", ["99999999999999999999", "x", "-1", "²", "a\x00b"])
@pytest.mark.parametrize("filtre", ["periode", "region"])
def test_a_filter_that_means_nothing_says_so(filtre, valeur, client_de, comite, hiver):
    page = client_de(comite).get(REMISES, {filtre: valeur})
    assert page.status_code == 422
    assert "n’existe pas" in texte(page)


def test_without_any_period_the_list_says_so(client_de, comite):
    assert "Aucune période n’a commencé" in lire(client_de(comite), REMISES)


def test_list_costs_the_same_for_one_and_ten_territoires(
    client_de, comite, soumis, django_assert_num_queries
):
    client = client_de(comite)
    with CaptureQueriesContext(connection) as une:
        client.get(REMISES)
    for _ in range(9):
        TerritoireFactory()
    with django_assert_num_queries(len(une)):
        client.get(REMISES)


def test_report_is_read_without_its_figures(client_de, comite, remise, famille, soumis):
    page = client_de(comite).get(remise())
    lu = texte(page)
    assert "La halte du samedi" in lu
    assert "se lisent une fois publiés" in lu
    assert "Familles jointes" not in lu
    assert soumis.derniere_version.empreinte not in lu
    assert "rubriques" not in page.context
    assert "/rapports/" not in page.content.decode().partition("<main")[2]


def test_texts_being_written_are_not_shown(client_de, comite, remise, soumis, gestionnaire):
    soumis.reprendre(par=gestionnaire)
    RapportParticipation.objects.update(faits_saillants="En cours d’écriture")
    lu = lire(client_de(comite), remise())
    assert "La halte du samedi" in lu
    assert "En cours d’écriture" not in lu
    assert "Accepter le rapport" not in lu


def test_draft_never_submitted_does_not_exist_for_a_comite(client_de, comite, remise, rapport):
    assert client_de(comite).get(remise()).status_code == 404


def test_comite_de_pilotage_accepts(client_de, comite, remise, soumis):
    client = client_de(comite)
    assert "Le rapport est accepté." in texte(
        client.post(remise("accepter/"), {"numero": 1}, follow=True)
    )
    soumis.refresh_from_db()
    assert soumis.etat == "accepte"


def test_comite_de_suivi_reads_and_cannot_decide(client_de, suivi, remise, soumis):
    client = client_de(suivi)
    assert "Accepter le rapport" not in lire(client, remise())
    assert client.post(remise("accepter/"), {"numero": 1}).status_code == 404
    envoi = {"numero": 1, "commentaire": "Non"}
    assert client.post(remise("retourner/"), envoi).status_code == 404
    soumis.refresh_from_db()
    assert soumis.etat == "soumis"


def test_report_is_returned_with_a_comment(client_de, comite, remise, soumis):
    envoi = {"numero": 1, "commentaire": "Et le transport?"}
    page = client_de(comite).post(remise("retourner/"), envoi, follow=True)
    assert "Le rapport est retourné" in texte(page)
    assert "Et le transport?" in texte(page)


def test_without_a_comment_nothing_is_returned(client_de, comite, remise, soumis):
    page = client_de(comite).post(remise("retourner/"), {"numero": 1, "commentaire": " "})
    assert page.status_code == 422
    assert "Ce qui est à revoir" in texte(page)
    soumis.refresh_from_db()
    assert soumis.etat == "soumis"


def test_what_was_decided_first_stays_said(client_de, comite, remise, soumis):
    client = client_de(comite)
    client.post(remise("accepter/"), {"numero": 1})
    client.post(remise("retourner/"), {"numero": 1, "commentaire": "Un chiffre à revoir"})
    lu = lire(client, remise())
    assert lu.index("Acceptée par") < lu.index("Retournée par")


def test_who_comes_second_is_told_what_was_decided_and_by_whom(client_de, comite, remise, soumis):
    envoi = {"numero": 1, "commentaire": "Et le transport?"}
    client_de(comite).post(remise("retourner/"), envoi)
    page = client_de(comite).post(remise("accepter/"), {"numero": 1}, follow=True)
    assert "n’attend plus de décision. Retournée par Claude" in texte(page)
    soumis.refresh_from_db()
    assert soumis.etat == "retourne"


def test_version_submitted_since_is_read_first(client_de, comite, gestionnaire, remise, soumis):
    soumis.reprendre(par=gestionnaire)
    soumis.soumettre(par=gestionnaire)
    page = client_de(comite).post(remise("accepter/"), {"numero": 1}, follow=True)
    assert "Une nouvelle version a été soumise depuis" in texte(page)
    soumis.refresh_from_db()
    assert soumis.etat == "soumis"


@pytest.mark.parametrize("envoi", [{}, {"numero": "x"}])
def test_decision_that_says_nothing_of_what_was_read_decides_nothing(
    envoi, client_de, comite, remise, soumis
):
    client_de(comite).post(remise("accepter/"), envoi)
    client_de(comite).post(remise("retourner/"), {**envoi, "commentaire": "Non"})
    soumis.refresh_from_db()
    assert soumis.etat == "soumis"

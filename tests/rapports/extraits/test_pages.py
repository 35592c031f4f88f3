"""Asking for an extract, finding it again, and losing it with the role."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from comptes.models import Role
from rapports.models import ExtraitRecherche, Tache
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.rapports.conftest import accompagner

from .conftest import FINALITE, Archive

pytestmark = pytest.mark.django_db
DEMANDER = "/extraits/demander/"


@pytest.fixture
def client(client_de, evaluation):
    return client_de(evaluation)


@pytest.fixture
def demander(client, django_capture_on_commit_callbacks):
    """``demander(finalite=…)``: the answer to the form, with the work done."""

    def envoyer(client=client, **champs):
        envoi = {"finalite": FINALITE, "debut": "2024-01-01", "fin": "2024-03-31", "cle": uuid4()}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(DEMANDER, envoi | champs)

    return envoyer


def test_evaluation_asks_for_an_extract_and_downloads_it(client, demander, territoire, ptp):
    accompagner(territoire, ptp)
    reponse = demander()
    extrait = ExtraitRecherche.objects.get()
    assert reponse.url == f"/taches/{extrait.tache_id}/"
    assert "Votre fichier est prêt" in client.get(reponse.url).text
    recu = client.get(f"{reponse.url}fichier/")
    assert recu["Content-Type"] == "application/zip"
    assert f"proximite_extrait-{extrait.pk}_2024-01_2024-03.zip" in recu["Content-Disposition"]
    assert len(Archive(recu.content)["familles"]) == 1


def test_the_register_says_who_what_when_why_before_the_work_starts(
    client, evaluation, monkeypatch, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as a_faire:
        client.post(
            DEMANDER,
            {"finalite": FINALITE, "debut": "2024-01-01", "fin": "2024-03-31", "cle": uuid4()},
        )
    extrait = ExtraitRecherche.objects.get()
    assert (extrait.demande_par, extrait.finalite) == (evaluation, FINALITE)
    assert (extrait.debut, extrait.fin) == (date(2024, 1, 1), date(2024, 3, 31))
    assert extrait.tache.etat == Tache.Etat.EN_ATTENTE
    assert len(a_faire) == 1


def test_her_extracts_say_how_large_each_table_is(client, demander, territoire, ptp):
    accompagner(territoire, ptp)
    demander()
    page = client.get("/extraits/").text
    assert FINALITE in page
    assert "familles\u00a0: 1" in page
    assert f"/taches/{Tache.objects.get().pk}/fichier/" in page


def test_the_same_sending_twice_gives_one_extract(client, demander):
    cle = uuid4()
    une, autre = demander(cle=cle), demander(cle=cle)
    assert une.url == autre.url
    assert (ExtraitRecherche.objects.count(), Tache.objects.count()) == (1, 1)
    assert demander(cle=cle, finalite=f"{FINALITE} Et autre chose.").status_code == 422


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"finalite": "Pour voir."}, "au moins 30 signes"),
        ({"fin": "2023-12-31"}, "La fin vient après le début."),
        ({"debut": "2024-01-02"}, "Choisissez des mois entiers"),
        ({"fin": "2024-03-30"}, "Choisissez des mois entiers"),
        ({"fin": "2099-12-31"}, "Choisissez des mois terminés."),
        ({"debut": ""}, "obligatoire"),
    ],
)
def test_a_refused_request_says_why_and_writes_nothing(demander, champs, message):
    reponse = demander(**champs)
    assert reponse.status_code == 422
    assert message in reponse.text
    assert not ExtraitRecherche.objects.exists()
    assert not Tache.objects.exists()


def test_one_extract_at_a_time(client, demander):
    demander()
    Tache.objects.update(etat=Tache.Etat.EN_COURS, battement_le=timezone.now())
    assert "déjà en préparation" in demander().text
    Tache.objects.update(battement_le=timezone.now() - timedelta(minutes=4))
    assert demander().status_code == 302


def test_who_loses_the_role_loses_the_file_at_the_next_click(client, demander, evaluation):
    adresse = demander().url
    hier = timezone.localdate() - timedelta(days=1)
    evaluation.affectations.update(du=date(2024, 1, 1), au=hier)
    AffectationFactory(utilisateur=evaluation, role=Role.COMITE_SUIVI, territoire=None)
    for page in (adresse, f"{adresse}fichier/", "/extraits/", DEMANDER):
        assert client.get(page).status_code == 404, page


def test_nothing_is_made_for_who_lost_the_role_meanwhile(
    client, evaluation, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as a_faire:
        client.post(
            DEMANDER,
            {"finalite": FINALITE, "debut": "2024-01-01", "fin": "2024-03-31", "cle": uuid4()},
        )
    evaluation.affectations.update(du=date(2024, 1, 1), au=timezone.localdate() - timedelta(days=1))
    a_faire[0]()
    tache = Tache.objects.get()
    assert (tache.etat, tache.fichier) == (Tache.Etat.ECHOUEE, None)


def test_another_evaluation_sees_neither_the_extract_nor_its_file(client_de, demander):
    adresse = demander().url
    autre = UtilisateurFactory(email="autre@exemple.test")
    AffectationFactory(utilisateur=autre, role=Role.EVALUATION, territoire=None)
    client = client_de(autre)
    assert FINALITE not in client.get("/extraits/").text
    assert client.get(f"{adresse}fichier/").status_code == 404


def test_a_forgotten_file_says_so(client_de, evaluation, demander, time_machine):
    demander()
    time_machine.move_to(timezone.now() + timedelta(days=2))
    page = client_de(evaluation).get("/extraits/").text
    assert "N’est plus gardé" in page
    assert "fichier/" not in page


def test_the_periods_are_offered_and_fill_the_form(client, hiver):
    page = client.get(DEMANDER)
    assert "?debut=2024-01-01&amp;fin=2024-03-31" in page.text
    rempli = client.get(f"{DEMANDER}?debut=2024-01-01&fin=2024-03-31").text
    assert 'value="2024-03-31"' in rempli


def test_her_list_costs_as_many_queries_for_one_as_for_many(
    client, demander, django_assert_max_num_queries
):
    for _ in range(6):
        demander()
    with django_assert_max_num_queries(4) as requetes:
        client.get("/extraits/")
    assert not [r for r in requetes if '"rapports_tache"."fichier"' in r["sql"]]


def test_administration_reads_the_register_and_changes_nothing(client_de, administration, demander):
    demander()
    extrait = ExtraitRecherche.objects.get()
    client = client_de(administration)
    liste = client.get("/administration/rapports/extraitrecherche/")
    assert FINALITE in liste.text
    assert "Ève Luation" in liste.text
    fiche = f"/administration/rapports/extraitrecherche/{extrait.pk}/change/"
    assert FINALITE in client.get(fiche).text
    assert client.post(fiche, {"finalite": "autre chose"}).status_code == 403
    assert client.get("/administration/rapports/extraitrecherche/add/").status_code == 403
    assert client.get("/extraits/").status_code == 404

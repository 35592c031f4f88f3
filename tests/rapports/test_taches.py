"""The page of a Tache, on the spot."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from comptes.models import Role
from rapports import taches
from rapports.models import Tache
from rapports.taches import GENRES, Fichier, Genre

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def travail(monkeypatch):
    """``travail(fonction, *roles)`` is what the genre « essai » does."""

    def poser(fonction, *roles):
        monkeypatch.setitem(GENRES, "essai", Genre(fonction, "Essai", roles))

    return poser


@pytest.fixture
def faire(travail, ptp, django_capture_on_commit_callbacks):
    """``faire(fonction)``: the Tache of that work, asked for by a PTP and done."""

    def demander(fonction, *roles, **parametres):
        travail(fonction, *roles)
        with django_capture_on_commit_callbacks(execute=True):
            tache = taches.lancer("essai", par=ptp, **parametres)
        tache.refresh_from_db()
        return tache

    return demander


@pytest.fixture
def en_cours(ptp):
    return Tache.objects.create(
        genre="essai",
        demandee_par=ptp,
        etat=Tache.Etat.EN_COURS,
        etape="Calcul des territoires",
        fait=1500,
        total=6000,
        battement_le=timezone.now(),
    )


def un_fichier(tache, avancer):
    return Fichier("essai.csv", "text/csv", b"a;b", suite="/indicateurs/")


def adresse(tache, suite=""):
    return f"/taches/{tache.pk}/{suite}"


def test_page_says_how_far_it_is_and_asks_again_every_second(client_de, ptp, en_cours):
    page = client_de(ptp).get(adresse(en_cours)).content.decode()
    assert "Calcul des territoires" in page
    assert 'value="25"' in page
    assert "1\u00a0500 sur 6\u00a0000" in page
    assert 'hx-trigger="every 1s"' in page


def test_what_htmx_asks_for_is_the_progress_alone(client_de, ptp, en_cours):
    morceau = client_de(ptp).get(adresse(en_cours), headers=HTMX).content.decode()
    assert "Calcul des territoires" in morceau
    assert "<html" not in morceau


def test_the_outcome_is_downloaded_under_its_name_and_kept_by_no_cache(client_de, ptp, faire):
    tache = faire(un_fichier)
    page = client_de(ptp).get(adresse(tache)).content.decode()
    assert adresse(tache, "fichier/") in page
    assert "every 1s" not in page
    recu = client_de(ptp).get(adresse(tache, "fichier/"))
    assert recu.content == b"a;b"
    assert recu["Content-Disposition"] == 'attachment; filename="essai.csv"'
    assert recu["Content-Type"] == "text/csv"
    assert "no-store" in recu["Cache-Control"]


def test_the_end_is_announced_once_to_who_listens(client_de, ptp, faire):
    tache = faire(un_fichier)
    assert "Le travail est terminé." in client_de(ptp).get(adresse(tache), headers=HTMX).text
    assert "Le travail est terminé." not in client_de(ptp).get(adresse(tache)).text


def test_page_goes_on_where_the_outcome_is_read(client_de, ptp, faire):
    tache = faire(lambda tache, avancer: "/reseau/")
    assert 'href="/reseau/"' in client_de(ptp).get(adresse(tache)).text
    assert client_de(ptp).get(adresse(tache, "fichier/")).status_code == 404


def test_someone_else_sees_neither_the_page_nor_the_file(client_de, gestionnaire, faire):
    tache = faire(un_fichier)
    for suite in ("", "fichier/"):
        assert client_de(gestionnaire).get(adresse(tache, suite)).status_code == 404
    assert client_de(gestionnaire).post(adresse(tache, "recommencer/")).status_code == 404


def test_who_lost_the_role_of_a_genre_loses_its_file_at_the_next_click(
    client_de, ptp, faire, travail
):
    tache = faire(un_fichier, Role.PTP)
    client = client_de(ptp)
    assert client.get(adresse(tache, "fichier/")).status_code == 200
    travail(un_fichier, Role.EVALUATION)
    assert client.get(adresse(tache, "fichier/")).status_code == 404
    assert client.get(adresse(tache)).status_code == 404


def test_a_file_is_forgotten_after_a_day(client_de, ptp, faire, time_machine):
    tache = faire(un_fichier)
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    client = client_de(ptp)
    assert client.get(adresse(tache, "fichier/")).status_code == 404
    assert "n’est plus gardé" in client.get(adresse(tache)).text
    call_command("tache")
    tache.refresh_from_db()
    assert tache.fichier is None


def test_what_the_domain_refuses_is_said_as_it_is(client_de, ptp, faire):
    def refuser(tache, avancer):
        raise ValidationError("Aucun rapport n’est accepté.")

    page = client_de(ptp).get(adresse(faire(refuser))).text
    assert "Aucun rapport n’est accepté." in page
    assert "Recommencer" in page


def test_a_defect_is_told_without_its_details(client_de, ptp, faire, caplog):
    tache = faire(lambda tache, avancer: 1 / 0)
    page = client_de(ptp).get(adresse(tache)).text
    assert "Un imprévu" in page
    assert "division" not in page
    assert "ZeroDivisionError" in caplog.text


def test_a_failure_starts_again_with_the_same_choices(
    client_de, ptp, faire, travail, django_capture_on_commit_callbacks
):
    tache = faire(lambda tache, avancer: 1 / 0, format="csv")
    travail(lambda tache, avancer: Fichier("e", "text/csv", tache.parametres["format"].encode()))
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client_de(ptp).post(adresse(tache, "recommencer/"))
    assert reponse.url == adresse(tache)
    assert client_de(ptp).get(adresse(tache, "fichier/")).content == b"csv"


@pytest.mark.parametrize("etat", [Tache.Etat.EN_COURS, Tache.Etat.TERMINEE])
def test_what_goes_on_or_is_done_does_not_start_again(
    client_de, ptp, en_cours, etat, django_capture_on_commit_callbacks
):
    Tache.objects.update(etat=etat)
    with django_capture_on_commit_callbacks() as lances:
        client_de(ptp).post(adresse(en_cours, "recommencer/"))
    assert lances == []


def test_two_people_who_start_it_again_start_one_process(
    ptp, faire, django_capture_on_commit_callbacks
):
    faire(lambda tache, avancer: 1 / 0)
    une, autre = Tache.objects.get(), Tache.objects.get()
    with django_capture_on_commit_callbacks() as lances:
        taches.recommencer(une)
        taches.recommencer(autre)
    assert len(lances) == 1


def test_a_process_taken_for_dead_that_wakes_up_writes_nothing_more(faire):
    """It was started again meanwhile: the one that was started last has the last word."""

    def lente(tache, avancer):
        Tache.objects.update(
            demandee_le=timezone.now(), etat=Tache.Etat.EN_COURS, etape="celle du second"
        )
        avancer(1, 2, "celle du premier")
        raise AssertionError("n’arrive pas ici")

    tache = faire(lente)
    assert (tache.etat, tache.etape) == (Tache.Etat.EN_COURS, "celle du second")


def test_a_tache_that_is_taken_is_not_taken_twice(faire):
    faits = []
    tache = faire(lambda tache, avancer: faits.append(1))
    taches.executer(tache)
    assert faits == [1]


def test_a_tache_that_never_was_is_refused():
    with pytest.raises(CommandError):
        call_command("tache", "999999")


def test_asking_how_far_it_is_never_reads_the_file(
    client_de, ptp, faire, django_assert_max_num_queries
):
    tache = faire(un_fichier)
    client = client_de(ptp)
    with django_assert_max_num_queries(6) as requetes:
        client.get(adresse(tache), headers=HTMX)
    assert not [r for r in requetes if '"rapports_tache"."fichier"' in r["sql"]]


def test_its_process_gets_every_setting_and_nothing_of_the_web_server(settings):
    lus = re.findall(
        r"\benv\.\w+\(\s*\"(\w+)\"", (settings.BASE_DIR / "proximite/settings.py").read_text()
    )
    assert "SECRET_KEY" in lus
    # The account that owns the base is for migrations and copies alone.
    manquants = {nom for nom in lus if not taches.TRANSMIS.fullmatch(nom)}
    assert manquants == {"DATABASE_URL_PROPRIETAIRE"}
    for nom in ("GUNICORN_FD", "NOTIFY_SOCKET", "LISTEN_FDS", "AWS_SECRET_ACCESS_KEY"):
        assert not taches.TRANSMIS.fullmatch(nom)

"""Long works in their own processes, for real: read while they go, killed, started again."""

import os
import signal
import sqlite3
import tempfile
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from rapports import taches
from rapports.models import Tache
from rapports.taches import TRANSMIS

from .essais.urls import PAS, attendre

pytestmark = pytest.mark.django_db(transaction=True)
LOIN = 250


@pytest.fixture
def base_partagee(ptp, monkeypatch, settings, tmp_path):
    """The tests' database where another process opens it too, with the settings of essais."""
    settings.TACHES_SUR_PLACE = False
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.rapports.essais.reglages")
    if connection.vendor == "sqlite":
        yield from _en_fichier(monkeypatch, tmp_path / "base.sqlite3")
    else:
        d = connection.settings_dict
        monkeypatch.setenv(
            "DATABASE_URL",
            f"postgres://{d['USER']}:{d['PASSWORD']}@{d['HOST']}:{d['PORT']}/{d['NAME']}",
        )
        yield


def _en_fichier(monkeypatch, fichier):
    en_memoire = connection.connection
    with sqlite3.connect(fichier) as copie:
        en_memoire.backup(copie)
    copie.close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{fichier}")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(fichier))
    connection.connection = None
    yield
    connection.close()
    connection.connection = en_memoire


@pytest.fixture
def dossier(tmp_path):
    return tmp_path


@pytest.fixture
def demandee(base_partagee, ptp, dossier):
    tache = taches.lancer("essai_pas_a_pas", par=ptp, dossier=str(dossier))
    yield tache
    for rang in range(PAS):
        (dossier / f"pas-{rang}").touch()
    attendre(lambda: not _vit(_processus(dossier)))


def _processus(dossier):
    return int(attendre(lambda: _lire(dossier / "processus")))


def _lire(fichier):
    return fichier.read_text() if fichier.exists() else ""


def _vit(processus):
    """A zombie still answers."""
    try:
        os.kill(processus, 0)
    except ProcessLookupError:
        return False
    return True


def _attendre_page(client, tache, texte):
    return attendre(lambda: texte in (page := client.get(f"/taches/{tache.pk}/").text) and page)


def test_the_page_follows_the_work_of_another_process_to_its_file(
    client_de, ptp, demandee, dossier
):
    client = client_de(ptp)
    for rang in range(PAS):
        _attendre_page(client, demandee, f"Étape {rang}")
        (dossier / f"pas-{rang}").touch()
    _attendre_page(client, demandee, "Votre fichier est prêt")
    processus = _processus(dossier)
    assert processus != os.getpid()
    fichier = client.get(f"/taches/{demandee.pk}/fichier/")
    assert fichier.content == f"fait par {processus}".encode()
    attendre(lambda: not _vit(processus))  # neither alive nor a zombie


def test_a_work_whose_process_is_killed_starts_again_and_gives_one_result(
    client_de, ptp, demandee, dossier
):
    client, premier = client_de(ptp), _processus(dossier)
    (dossier / "pas-0").touch()
    _attendre_page(client, demandee, "Étape 1")
    os.kill(premier, signal.SIGKILL)
    attendre(lambda: not _vit(premier))
    assert "Étape 1" in client.get(f"/taches/{demandee.pk}/").text
    Tache.objects.update(battement_le=timezone.now() - Tache.SILENCE - timedelta(seconds=1))
    assert "Le travail s’est arrêté" in client.get(f"/taches/{demandee.pk}/").text

    (dossier / "processus").unlink()
    client.post(f"/taches/{demandee.pk}/recommencer/")
    second = _processus(dossier)
    for rang in range(PAS):
        (dossier / f"pas-{rang}").touch()
    _attendre_page(client, demandee, "Votre fichier est prêt")
    assert Tache.objects.count() == 1
    fichier = client.get(f"/taches/{demandee.pk}/fichier/")
    assert fichier.content == f"fait par {second}".encode()
    assert second != premier


def test_its_process_inherits_neither_the_server_s_files_nor_its_environment(
    base_partagee, ptp, dossier, monkeypatch
):
    monkeypatch.setenv("GUNICORN_FD", "5")
    with tempfile.TemporaryFile() as ouvert:
        os.dup2(ouvert.fileno(), LOIN, inheritable=True)
    try:
        tache = taches.lancer("essai_pas_a_pas", par=ptp, dossier=str(dossier))
    finally:
        os.close(LOIN)
    for rang in range(PAS):
        (dossier / f"pas-{rang}").touch()
    attendre(lambda: Tache.objects.get(pk=tache.pk).est_finie)
    noms = _lire(dossier / "environnement").split()
    assert "DATABASE_URL" in noms
    assert [nom for nom in noms if not TRANSMIS.fullmatch(nom)] == []
    assert str(LOIN) not in _lire(dossier / "descripteurs").split()

"""How the databases are opened: durable, without false failures, and refused when too old."""

import sqlite3

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from comptes.models import Affectation, Utilisateur
from familles.models import Famille
from proximite import bases
from rapports.models import Tache


def test_two_writers_wait_for_each_other_and_what_is_answered_is_on_the_disk():
    options = bases.options_sqlite((3, 40, 1))
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert options["init_command"] == "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA"


def test_the_write_ahead_log_waits_for_a_version_that_does_not_corrupt_it():
    assert "journal_mode=DELETE" in bases.options_sqlite((3, 51, 2))["init_command"]
    assert "journal_mode=WAL" in bases.options_sqlite((3, 51, 3))["init_command"]


def test_a_sqlite_too_old_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match=r"SQLite 3\.36\.0 est trop ancien"):
        bases.options_sqlite((3, 36, 0))


def test_a_file_left_in_the_other_journal_is_put_back(tmp_path):
    fichier = tmp_path / "base.sqlite3"
    with sqlite3.connect(fichier) as ailleurs:
        ailleurs.execute("PRAGMA journal_mode=WAL")
        ailleurs.execute("CREATE TABLE t (a)")
    ailleurs.close()
    with sqlite3.connect(fichier) as ici:
        ici.executescript(bases.options_sqlite((3, 40, 1))["init_command"])
        assert ici.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    ici.close()


def test_foreign_keys_hold(db):
    if connection.vendor == "sqlite":
        with connection.cursor() as curseur:
            assert curseur.execute("PRAGMA foreign_keys").fetchone() == (1,)
            assert curseur.execute("PRAGMA synchronous").fetchone() == (3,)


def test_a_replica_is_of_postgresql():
    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLIQUE_URL"):
        bases.replique("sqlite:///ailleurs.sqlite3")
    assert bases.replique("postgres://lecture@autre/proximite")["HOST"] == "autre"


@pytest.mark.parametrize("modele", [Famille, Tache])
def test_the_rows_of_the_work_are_read_from_the_replica_where_it_is_asked(modele):
    routeur = bases.RouteurDeReplique()
    assert routeur.db_for_read(modele) == "default"
    with bases.lecture():
        assert routeur.db_for_read(modele) == "replique"
        assert routeur.db_for_write(modele) == "default"
    assert routeur.db_for_read(modele) == "default"


@pytest.mark.parametrize("modele", [Utilisateur, Affectation])
def test_who_one_is_and_her_rights_are_never_read_from_the_replica(modele):
    with bases.lecture():
        assert bases.RouteurDeReplique().db_for_read(modele) == "default"


def test_a_row_read_there_does_not_keep_sending_there():
    with bases.lecture():
        lue = Famille()
    lue._state.db = "replique"
    assert bases.RouteurDeReplique().db_for_read(Famille, instance=lue) == "default"
    assert bases.RouteurDeReplique().allow_relation(lue, Famille())


def test_nothing_migrates_the_replica():
    assert bases.RouteurDeReplique().allow_migrate("replique", "familles") is False
    assert bases.RouteurDeReplique().allow_migrate("default", "familles") is None

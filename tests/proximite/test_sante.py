"""The two pages that a proxy asks: no session, no secret, true answers."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from confidentialite.models import Consultation
from proximite import sante


def test_liveness_asks_nothing_of_the_database(client):
    """No database is allowed to this test."""
    reponse = client.get("/sante/")
    assert (reponse.status_code, reponse.content) == (200, b"en vie\n")
    assert reponse["Content-Type"] == "text/plain; charset=utf-8"


def test_ready_once_the_database_takes_writes_and_migrations_are_applied(client, db):
    reponse = client.get("/sante/pret/")
    assert (reponse.status_code, reponse.content.decode()) == (200, "prêt\n")


def test_neither_opens_a_session_nor_is_in_the_journal(client, db):
    for adresse in ("/sante/", "/sante/pret/"):
        assert not client.get(adresse).cookies
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("adresse", ["/sante/", "/sante/pret/"])
def test_a_probe_on_the_machine_is_not_sent_to_https(client, db, settings, adresse):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(adresse).status_code == 200
    assert client.get("/compte/connexion/").status_code == 301


@pytest.mark.parametrize("adresse", ["/sante/", "/sante/pret/"])
def test_they_are_only_read(client, db, adresse):
    assert client.head(adresse).status_code == 200
    assert client.post(adresse).status_code == 405


def test_not_ready_while_a_migration_waits(client, db):
    MigrationRecorder.Migration.objects.filter(app="familles", name="0001_initial").delete()
    reponse = client.get("/sante/pret/")
    assert reponse.status_code == 503
    assert reponse.content.decode() == "pas prêt\u00a0: migrations à appliquer\n"


def test_ready_for_the_previous_release_when_the_schema_is_ahead(client, db):
    MigrationRecorder.Migration.objects.create(app="familles", name="9999_de_demain")
    assert client.get("/sante/pret/").status_code == 200


def test_not_ready_when_the_database_is_down_and_it_says_no_more(client, db, monkeypatch):
    def tomber(*args):
        raise sante.Error("could not connect to 10.0.0.8 as proximite")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", tomber)
    reponse = client.get("/sante/pret/")
    assert reponse.status_code == 503
    assert reponse.content.decode() == "pas prêt\u00a0: base de données\n"
    assert client.get("/sante/").status_code == 200


def test_not_ready_when_the_database_takes_no_write(client, db, monkeypatch):
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SET TRANSACTION READ ONLY")
    else:
        monkeypatch.setattr(sante, "_peut_ecrire", lambda: False)
    reponse = client.get("/sante/pret/")
    assert reponse.content.decode() == "pas prêt\u00a0: base en lecture seule\n"

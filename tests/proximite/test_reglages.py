"""Production refuses to start half-configured, and says what is missing."""

import subprocess
import sys
from base64 import b64encode

import pytest
from django.conf import settings

COMPLET = {
    "PRODUCTION": "true",
    "SECRET_KEY": "x9" * 30,
    "TOMBES": "/tmp/proximite.tombes",
    "CLES_MAITRESSES": b64encode(b"x9" * 16).decode(),
    "ALLOWED_HOSTS": "proximite.exemple.test",
    "DATABASE_URL": "sqlite:///:memory:",
    "EMAIL_URL": "consolemail://",
    "DEFAULT_FROM_EMAIL": "Proximité <proximite@exemple.test>",
    "ADRESSE_DU_SITE": "https://proximite.exemple.test",
}


BASES = "import proximite.settings as s; print(s.DATABASES, s.DEBUG)"


def demarrer(programme=BASES, **environnement):
    return subprocess.run(
        [sys.executable, "-c", programme],
        cwd=settings.BASE_DIR,
        env=environnement,
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_no_environment_it_is_the_demonstration_on_sqlite():
    lancement = demarrer()
    assert lancement.returncode == 0
    assert "proximite.sqlite3" in lancement.stdout
    assert "False" in lancement.stdout


def test_complete_production_starts():
    assert demarrer(**COMPLET).returncode == 0


@pytest.mark.parametrize("nom", sorted(COMPLET.keys() - {"PRODUCTION"}))
def test_production_names_what_is_missing(nom):
    lancement = demarrer(**{k: v for k, v in COMPLET.items() if k != nom})
    assert lancement.returncode == 1
    assert f"- {nom} :" in lancement.stderr


def test_production_refuses_the_public_key_of_the_demonstration():
    lancement = demarrer(**COMPLET | {"SECRET_KEY": settings.DEMO_SECRET_KEY})
    assert lancement.returncode == 1
    assert "la clé de démonstration est publique" in lancement.stderr


def test_production_refuses_debug():
    assert "- DEBUG :" in demarrer(**COMPLET | {"DEBUG": "true"}).stderr


@pytest.mark.parametrize("adresse", ["http://proximite.exemple.test", "https://", "proximite"])
def test_production_refuses_links_that_are_not_https(adresse):
    assert "- ADRESSE_DU_SITE :" in demarrer(**COMPLET | {"ADRESSE_DU_SITE": adresse}).stderr


@pytest.mark.parametrize("expediteur", ["Proximité", "ne-pas-repondre@localhost", "@exemple.test"])
def test_production_refuses_messages_that_come_from_nowhere(expediteur):
    lancement = demarrer(**COMPLET | {"DEFAULT_FROM_EMAIL": expediteur})
    assert "- DEFAULT_FROM_EMAIL :" in lancement.stderr


def test_production_logs_one_line_of_json_for_each_request():
    programme = "import proximite.settings as s; print(s.LOGGING['handlers']['console'])"
    assert "'formatter': 'json'" in demarrer(programme, **COMPLET).stdout


def test_the_keys_of_the_copies_are_not_beside_them():
    programme = "import proximite.settings as s; print(s.TROUSSEAU)"
    lancement = demarrer(programme, **COMPLET, SAUVEGARDES="/copies")
    assert lancement.stdout.strip() == "/tmp/trousseau.jsonl"


def test_a_replica_that_is_not_postgresql_stops_the_start():
    lancement = demarrer(**COMPLET, DATABASE_REPLIQUE_URL="sqlite:///x.sqlite3")
    assert lancement.returncode == 1
    assert "DATABASE_REPLIQUE_URL" in lancement.stderr


def test_production_refuses_to_do_without_the_second_factor():
    lancement = demarrer(**COMPLET | {"SECOND_FACTEUR": "false"})
    assert "- SECOND_FACTEUR :" in lancement.stderr


@pytest.mark.parametrize(
    "reglage", [{"SESSION_INACTIVE_MINUTES": "5"}, {"SESSION_MAXIMUM_HEURES": "48"}]
)
def test_a_session_neither_ends_at_once_nor_lasts_for_days(reglage):
    assert "SESSION_INACTIVE_MINUTES vaut" in demarrer(**reglage).stderr

"""Production refuses to start half-configured, and says what is missing."""

import subprocess
import sys
from base64 import b64encode

import pytest
from django.conf import settings

COMPLET = {
    "PRODUCTION": "true",
    "SECRET_KEY": "x9" * 30,
    "CLES_MAITRESSES": b64encode(b"x9" * 16).decode(),
    "ALLOWED_HOSTS": "proximite.exemple.test",
    "DATABASE_URL": "sqlite:///:memory:",
    "EMAIL_URL": "consolemail://",
    "ADRESSE_DU_SITE": "https://proximite.exemple.test",
}


def demarrer(**environnement):
    return subprocess.run(
        [sys.executable, "-c", "import proximite.settings as s; print(s.DATABASES, s.DEBUG)"],
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

"""No log keeps an address: it names a famille, or is a right by itself."""

import json
import logging
from runpy import run_path

import pytest

from proximite.journaux import LigneJSON, SansAdresse, requete_en_cours

JETONS = pytest.mark.parametrize(
    "adresse",
    [
        "/p/secret/",
        "/p/secret/accepter/",
        "/plan-de-match/secret/",
        "/invitation/secret/",
        "/compte/mot-de-passe/nouveau/1-secret/",
    ],
)


@JETONS
def test_a_token_is_blanked(adresse):
    ligne = logging.LogRecord("x", logging.ERROR, "x", 1, f"Erreur: {adresse}", (), None)
    assert SansAdresse().filter(ligne)
    assert "secret" not in ligne.getMessage()
    assert ligne.getMessage().startswith("Erreur: /")


@JETONS
def test_an_address_by_itself_is_not_kept(adresse):
    """As gunicorn writes it, who knows no page's name."""
    mots = ("Error handling request %s", (adresse,), None)
    ligne = logging.LogRecord("gunicorn.error", logging.ERROR, "x", 1, *mots)
    assert SansAdresse().filter(ligne)
    assert ligne.getMessage() == "Error handling request …"


def test_every_handler_of_production_leaves_addresses_out(settings):
    gunicorn = run_path(str(settings.BASE_DIR / "deploiement/gunicorn.conf.py"))
    for reglages in (settings.LOGGING, gunicorn["logconfig_dict"]):
        assert reglages["filters"] == {"sans_adresse": {"()": "proximite.journaux.SansAdresse"}}
        for nom, sortie in reglages["handlers"].items():
            assert sortie["filters"] == ["sans_adresse"], nom


def test_the_rest_stays_as_it_was():
    ligne = logging.LogRecord("x", logging.ERROR, "x", 1, "/partenaires/%s/ %%", (12,), None)
    SansAdresse().filter(ligne)
    assert ligne.getMessage() == "/partenaires/12/ %"


def test_an_error_on_a_page_of_a_link_is_logged_without_its_token(
    client, db, monkeypatch, settings, caplog
):
    def tomber(*args, **kwargs):
        raise RuntimeError("panne")

    monkeypatch.setattr("referencements.models.LienPartenaire.objects.par_jeton", tomber)
    client.raise_request_exception = False
    caplog.handler.addFilter(SansAdresse())
    logging.getLogger("django").addHandler(caplog.handler)
    try:
        assert client.get("/p/secret/").status_code == 500
    finally:
        logging.getLogger("django").removeHandler(caplog.handler)
        caplog.handler.filters.clear()
    assert "secret" not in caplog.text
    assert "Internal Server Error: portail:lien" in caplog.text


@pytest.fixture
def lignes():
    """What production would have written: the lines, read back."""

    class Memoire(logging.Handler):
        def emit(self, record):
            ecrites.append(json.loads(self.format(record)))

    ecrites, memoire, journal = [], Memoire(), logging.getLogger("proximite.requetes")
    memoire.setFormatter(LigneJSON())
    memoire.addFilter(SansAdresse())
    avant = journal.level
    for nom in ("proximite.requetes", "django.request"):
        logging.getLogger(nom).addHandler(memoire)
    journal.setLevel(logging.INFO)
    yield ecrites
    journal.setLevel(avant)
    for nom in ("proximite.requetes", "django.request"):
        logging.getLogger(nom).removeHandler(memoire)


def test_a_request_is_one_line_that_names_the_page_and_nobody(client_de, ptp, lignes):
    client_de(ptp).get("/familles/", {"q": "Tremblay"})
    (ligne,) = lignes
    assert ligne.keys() == {
        "le", "niveau", "journal", "message", "requete", "methode", "page", "statut", "ms",
    }  # fmt: skip
    assert (ligne["methode"], ligne["page"], ligne["statut"]) == ("GET", "familles:liste", 200)
    assert len(ligne["requete"]) == 32
    assert requete_en_cours.get() == ""


def test_all_the_lines_of_a_request_bear_its_number(client, db, monkeypatch, lignes):
    def tomber(*args, **kwargs):
        raise RuntimeError("Denise Tremblay, 514 555-0199")

    monkeypatch.setattr("referencements.models.LienPartenaire.objects.par_jeton", tomber)
    client.raise_request_exception = False
    client.get("/p/secret/?q=Tremblay")
    erreur, requete = lignes
    assert erreur["requete"] == requete["requete"]
    assert (erreur["exception"], requete["statut"]) == ("RuntimeError", 500)
    assert any(appel.endswith(" tomber") for appel in erreur["trace"])


def test_what_an_exception_quotes_is_not_kept(client, db, monkeypatch, lignes):
    """PostgreSQL quotes the value that it refuses."""

    def tomber(*args, **kwargs):
        raise ValueError("Key (nom)=(Tremblay) already exists")

    monkeypatch.setattr("referencements.models.LienPartenaire.objects.par_jeton", tomber)
    client.raise_request_exception = False
    client.get("/p/secret/?q=Tremblay")
    assert "Tremblay" not in json.dumps(lignes)
    assert "secret" not in json.dumps(lignes)

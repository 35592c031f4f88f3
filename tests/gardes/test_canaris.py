"""Nothing personal in logs, errors nor addresses: words are planted, then looked for.

E-mails are read where they are sent.
"""

import json
import logging
import re

import pytest
from django.test import Client
from django.urls import reverse

from proximite.journaux import LigneJSON, SansAdresse
from tests.gardes.conftest import Registre, remplir

from .test_acces import PAGES, _adresse

pytestmark = [pytest.mark.django_db, pytest.mark.securite(12)]

CANARI = "zibeline-canari"


class Oreille(logging.Handler):
    """Every record of every logger, formatted as production writes it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.addFilter(SansAdresse())
        self.setFormatter(LigneJSON())
        self.lignes: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lignes.append(self.format(record))


@pytest.fixture
def oreille():
    """On the root and on every logger that does not pass its records on, at production's levels."""
    niveaux = {"": logging.WARNING, "proximite.requetes": logging.INFO}
    avant = {nom: logging.getLogger(nom).level for nom in niveaux}
    for nom, niveau in niveaux.items():
        logging.getLogger(nom).setLevel(niveau)
    oreille = Oreille()
    racine = logging.getLogger()
    connus = [logging.getLogger(nom) for nom in racine.manager.loggerDict]
    ecoutes = [racine, *(journal for journal in connus if not journal.propagate)]
    for journal in ecoutes:
        journal.addHandler(oreille)
    yield oreille
    for journal in ecoutes:
        journal.removeHandler(oreille)
    for nom, niveau in avant.items():
        logging.getLogger(nom).setLevel(niveau)


@pytest.fixture
def canaris(territoire, ptp):
    return remplir(Registre("marque", territoire, ptp, CANARI))


def test_no_log_holds_what_a_page_shows_or_a_form_sends(
    canaris, oreille, client_de, ptp, gestionnaire, releve
):
    for personne in (ptp, gestionnaire):
        client = client_de(personne)
        client.raise_request_exception = False
        for route in PAGES:
            chemin = _adresse(route, canaris)
            client.get(chemin, {"q": CANARI, "famille": CANARI})
            client.post(chemin, {"note": CANARI, "alias": CANARI, "cle": CANARI})
    releve("lignes de journal lues", len(oreille.lignes))
    assert len(oreille.lignes) > len(PAGES)
    assert [ligne for ligne in oreille.lignes if CANARI in ligne] == []


def test_an_error_of_the_server_says_nothing_and_is_not_silent(
    canaris, oreille, client_de, ptp, monkeypatch
):
    """What an exception quotes, and what its frames hold, stays out of the page and the log."""

    def tomber(*args, **kwargs):
        raise ValueError(CANARI)

    monkeypatch.setattr("familles.views.familles.render", tomber)
    client = client_de(ptp)
    client.raise_request_exception = False
    reponse = client.get(reverse("familles:fiche", args=[canaris.famille.code]))
    assert reponse.status_code == 500
    assert CANARI not in reponse.content.decode()
    assert any("ValueError" in ligne for ligne in oreille.lignes)
    assert [ligne for ligne in oreille.lignes if CANARI in ligne] == []


def test_an_error_on_the_page_of_a_famille_logs_neither_her_code_nor_an_address(
    canaris, oreille, client_de, ptp, monkeypatch
):
    def tomber(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr("familles.views.familles.render", tomber)
    client = client_de(ptp)
    client.raise_request_exception = False
    adresse = reverse("familles:fiche", args=[canaris.famille.code])
    assert client.get(adresse).status_code == 500
    erreurs = [json.loads(ligne) for ligne in oreille.lignes if '"django.request"' in ligne]
    assert [erreur["message"] for erreur in erreurs] == ["Internal Server Error: familles:fiche"]
    dits = (canaris.famille.code, canaris.famille.code_affiche, "/familles/")
    lignes = [re.sub(r'"trace": \[.*?\]', "", ligne) for ligne in oreille.lignes]
    assert [ligne for ligne in lignes if any(dit in ligne for dit in dits)] == []


def test_an_error_page_carries_the_headers_that_protect(client_de, ptp, monkeypatch):
    def tomber(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr("familles.views.familles.render", tomber)
    client = client_de(ptp)
    client.raise_request_exception = False
    reponse = client.get(reverse("familles:liste"))
    assert reponse.status_code == 500
    assert "default-src 'none'" in reponse["Content-Security-Policy"]
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["X-Frame-Options"] == "DENY"


def test_what_someone_not_signed_in_sends_is_not_kept(oreille, db):
    client = Client(raise_request_exception=False)
    client.post("/compte/connexion/", {"login": f"{CANARI}@exemple.test", "password": CANARI})
    client.get(f"/jamais/{CANARI}/", {"q": CANARI})
    assert [ligne for ligne in oreille.lignes if CANARI in ligne] == []

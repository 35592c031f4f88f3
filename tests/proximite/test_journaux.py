"""No log keeps the token of an address that is a right by itself."""

import logging

import pytest

from proximite.journaux import SansJeton


@pytest.mark.parametrize(
    "adresse",
    [
        "/p/secret/",
        "/p/secret/accepter/",
        "/plan-de-match/secret/",
        "/invitation/secret/",
        "/compte/mot-de-passe/nouveau/1-secret/",
    ],
)
def test_a_token_is_blanked(adresse):
    ligne = logging.LogRecord("x", logging.ERROR, "x", 1, "%s: %s", ("Erreur", adresse), None)
    assert SansJeton().filter(ligne)
    assert "secret" not in ligne.getMessage()
    assert ligne.getMessage().startswith("Erreur: /")


def test_the_rest_stays_as_it_was():
    ligne = logging.LogRecord("x", logging.ERROR, "x", 1, "/partenaires/%s/ %%", (12,), None)
    SansJeton().filter(ligne)
    assert ligne.getMessage() == "/partenaires/12/ %"


def test_an_error_on_a_page_of_a_link_is_logged_without_its_token(
    client, db, monkeypatch, settings, caplog
):
    def tomber(*args, **kwargs):
        raise RuntimeError("panne")

    filtre = settings.LOGGING["handlers"]["console"]["filters"]
    assert filtre == ["sans_jeton"]
    monkeypatch.setattr("referencements.models.LienPartenaire.objects.par_jeton", tomber)
    client.raise_request_exception = False
    caplog.handler.addFilter(SansJeton())
    logging.getLogger("django").addHandler(caplog.handler)
    try:
        assert client.get("/p/secret/").status_code == 500
    finally:
        logging.getLogger("django").removeHandler(caplog.handler)
        caplog.handler.filters.clear()
    assert "secret" not in caplog.text
    assert "/p/…/" in caplog.text

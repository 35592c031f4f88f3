"""The headers of every page, refusals included."""

import re

import pytest

from .attentes import ATTENTES
from .test_acces import PAGES, _adresse

pytestmark = [pytest.mark.django_db, pytest.mark.securite(12)]

ATTENDUS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
DIRECTIVES = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
}

TITRE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def test_every_page_carries_the_headers_that_protect_it(ici, clients, periode):
    for route in PAGES:
        for nom in ("ptp", "anonyme"):
            reponse = clients[nom].get(_adresse(route, ici))
            manquants = {n: reponse.get(n) for n, v in ATTENDUS.items() if reponse.get(n) != v}
            assert not manquants, (route.nom, nom)
            directives = set(reponse["Content-Security-Policy"].split("; "))
            assert directives >= DIRECTIVES, route.nom
            assert "unsafe" not in reponse["Content-Security-Policy"]


def test_what_a_signed_in_person_reads_is_never_kept(ici, clients, periode):
    for route in PAGES:
        for nom in ATTENTES[route.nom].roles & set(clients):
            reponse = clients[nom].get(_adresse(route, ici))
            assert "no-store" in reponse["Cache-Control"], (route.nom, nom)
            assert "HX-Request" in reponse["Vary"], route.nom


def test_a_page_that_never_was_is_protected_too(clients):
    reponse = clients["ptp"].get("/jamais/")
    assert reponse.status_code == 404
    assert {n: reponse.get(n) for n in ATTENDUS} == ATTENDUS


def test_no_title_says_who_the_famille_is(ici, clients, periode):
    """A browser keeps titles in its own history, beyond what the page forbids it to keep."""
    siens = [str(quoi).lower() for quoi in (ici.famille.alias, ici.seconde_famille.alias)]
    siens += [ici.famille.identite.nom.lower(), str(ici.besoin.type).lower()]
    titres = {}
    for route in PAGES:
        page = b"".join(clients["ptp"].get(_adresse(route, ici))).decode(errors="replace")
        if trouves := TITRE.findall(page):
            titres[route.nom] = trouves[0]
    assert titres["familles:fiche"] == f"Famille {ici.famille.code_affiche} | Proximité"
    bavards = {
        nom
        for nom, titre in titres.items()
        if nom.startswith("familles:") and any(mot in titre.lower() for mot in siens)
    }
    assert bavards == set()

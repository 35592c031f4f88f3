"""The headers of every page, refusals included."""

import json
import re

import pytest
from django.test import Client

from tests.comptes.second_facteur import mot_de_passe
from tests.proximite.test_reglages import COMPLET, demarrer

from .attentes import ATTENTES
from .publiques import SANS_REFERENT, publiques
from .test_acces import PAGES, PAGES_ADMIN, _adresse

pytestmark = [pytest.mark.django_db, pytest.mark.securite(12)]

ATTENDUS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
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


def test_public_pages_and_the_administration_carry_them_too(ici, clients):
    portes = [(nom, Client(), chemin) for nom, chemin in publiques(ici).items()]
    portes += [(chemin, clients["administration"], chemin) for chemin in PAGES_ADMIN]
    for nom, client, chemin in portes:
        reponse = client.get(chemin)
        assert reponse.status_code < 400 or reponse.status_code == 405, nom
        referent = {"Referrer-Policy": "no-referrer"} if nom in SANS_REFERENT else {}
        attendus = ATTENDUS | referent
        assert {n: reponse.get(n) for n in attendus} == attendus, nom
        directives = reponse["Content-Security-Policy"]
        assert set(directives.split("; ")) >= DIRECTIVES, nom
        assert "unsafe" not in directives, nom


REGLAGES = [
    "SECURE_SSL_REDIRECT",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_NAME",
]


@pytest.fixture
def en_production(settings):
    """What production’s settings say of https and cookies; the rest is the tests’."""
    lire = (
        f"import json, proximite.settings as s; print(json.dumps([*map(vars(s).get, {REGLAGES})]))"
    )
    for nom, valeur in zip(REGLAGES, json.loads(demarrer(lire, **COMPLET).stdout), strict=True):
        setattr(settings, nom, valeur)


def test_production_is_read_in_https_alone(en_production, ici):
    en_clair, chiffre = Client(), Client(HTTP_X_FORWARDED_PROTO="https")
    for nom, chemin in [*publiques(ici).items(), ("jamais", "/jamais/")]:
        reponse = chiffre.get(chemin)
        assert reponse["Strict-Transport-Security"] == (
            "max-age=31536000; includeSubDomains; preload"
        ), nom
        if not nom.startswith("sante"):
            assert en_clair.get(chemin).url.startswith("https://"), nom


def test_production_s_cookies_are_this_host_s_alone(en_production, ptp):
    client = Client(HTTP_X_FORWARDED_PROTO="https")
    client.get("/compte/connexion/")
    mot_de_passe(client, ptp)
    assert {"__Host-session", "__Host-csrf"} == set(client.cookies)
    for temoin in client.cookies.values():
        assert (temoin["path"], temoin["domain"]) == ("/", "")
        assert temoin["secure"]
        assert temoin["httponly"]
        assert temoin["samesite"] == "Lax"


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

"""SECURITE check 8: hostile texts in every field of a registry, read again on every page."""

import csv
import io
import re
import unicodedata
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from openpyxl import load_workbook

from tests.gardes.conftest import Registre, remplir
from tests.securite import ESSAIS

from .publiques import publiques
from .test_acces import PAGES, _adresse
from .test_portail import DU_PORTAIL, ouvrir

pytestmark = [pytest.mark.django_db, pytest.mark.securite(8)]

# Where it is not escaped, it makes an element or an attribute of its own: in a text, a title, a
# comment, a script’s data, an attribute of either quotes; the second is an address that runs.
HOSTILES = ["--></title></script><xss-x>\" onxss=1 ' onxss=1 {{7*191}}", "javascript:xss()"]


class Lecteur(HTMLParser):
    """What a browser would make of a page: the elements and attributes that came from a text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.intrus: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "xss-x":
            self.intrus.append(tag)
        for nom, valeur in attrs:
            adresse = nom in ("href", "src", "action", "formaction")
            if nom.startswith("onxss") or (adresse and (valeur or "").startswith("javascript:")):
                self.intrus.append(f"{tag} {nom}")


@pytest.fixture(params=HOSTILES, ids=["balises", "adresse"])
def hostile(request, territoire, ptp):
    ptp.prenom = ptp.nom = request.param
    ptp.save()
    return remplir(Registre("marque", territoire, ptp, request.param))


def test_no_text_becomes_an_element_of_a_page(hostile, client_de, ptp, gestionnaire, releve):
    pages, vues, intrus = 0, 0, []
    for personne in (ptp, gestionnaire):
        client = client_de(personne)
        for route in PAGES:
            reponse = client.get(_adresse(route, hostile))
            if reponse.status_code != 200 or "html" not in reponse.get("Content-Type", ""):
                continue
            page = reponse.content.decode()
            pages += 1
            vues += escape(hostile.texte) in page
            intrus += [f"{route.nom} : {quoi}" for quoi in Lecteur(page).intrus]
            assert "1337" not in page or "7*191" not in hostile.texte, route.nom
    releve("pages lues", pages)
    releve("pages qui montrent le texte", vues)
    releve("exécutés", len(intrus))
    assert intrus == []
    assert vues > 20


def test_no_text_becomes_an_element_of_a_page_without_an_account(hostile, releve):
    """What a partenaire or a parent opens by a link, and the partenaire’s own pages."""
    client, chemins = Client(), [*publiques(hostile).values()]
    ouvrir(client, hostile.partenaire, hostile.territoire)
    chemins += [_adresse(route, hostile) for route in DU_PORTAIL]
    chemins.append(reverse("portail:demande", args=[hostile.envoye.pk]))
    lues = [page.content.decode() for page in map(client.get, chemins) if page.status_code == 200]
    intrus = [quoi for page in lues for quoi in Lecteur(page).intrus]
    vues = sum(escape(hostile.texte) in page for page in lues)
    releve("pages lues", len(lues))
    releve("pages qui montrent le texte", vues)
    releve("exécutés", len(intrus))
    assert intrus == []
    assert vues > 4


FORMULES = [  # one of them is enough for the suite of each day
    '=HYPERLINK("http://x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\ufeff=1",
    "\u200b=1",
    "\uff1d1",
]


@pytest.mark.parametrize("formule", FORMULES if ESSAIS else FORMULES[:1], ids=ascii)
def test_no_text_becomes_a_formula_of_a_file(formule, territoire, ptp, client_de, releve):
    registre = remplir(Registre("marque", territoire, ptp, formule))
    client, cellules, formules = client_de(ptp), 0, []
    for route in PAGES:
        reponse = client.get(_adresse(route, registre))
        for cellule in _cellules(reponse):
            cellules += 1
            if _se_calcule(cellule):
                formules.append(f"{route.nom} : {cellule!r}")
    releve("cellules lues", cellules)
    releve("formules", len(formules))
    assert cellules
    assert formules == []


def _se_calcule(cellule: str) -> bool:
    """What a spreadsheet would take for a formula, however hidden; a number is none."""
    visible = "".join(c for c in cellule if unicodedata.category(c) not in ("Cf", "Cc", "Zs"))
    debut = unicodedata.normalize("NFKC", visible[:1])
    return debut in tuple("=+-@") and not re.fullmatch(r"[+-]?[\d\s.,]+", visible)


def _cellules(reponse) -> list[str]:
    genre = reponse.get("Content-Type", "")
    if reponse.status_code != 200:
        return []
    if genre.startswith("text/csv"):
        lignes = csv.reader(io.StringIO(b"".join(reponse).decode("utf-8-sig")), delimiter=";")
        return [cellule for ligne in lignes for cellule in ligne]
    if "spreadsheetml" in genre:
        classeur = load_workbook(io.BytesIO(b"".join(reponse)))
        return [
            f"={cellule.value}" if cellule.data_type == "f" else ""
            for feuille in classeur
            for ligne in feuille.iter_rows()
            for cellule in ligne
            if cellule.value is not None
        ]
    return []

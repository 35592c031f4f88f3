"""Whatever people write in names and texts, a cell stays a text."""

import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rapports.exports import construction, csv_, ods, xlsx
from rapports.exports.document import Texte, sans_controles
from rapports.publication.lecture import Publie
from tests.rapports.publications import UNE_PERIODE

from .conftest import publier
from .lecture import lire_csv, lire_ods, lire_xlsx

FORMULES = [
    "=1+1",
    '=HYPERLINK("http://exemple.test";"clic")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "＝1+1",
    " =cmd|' /C calc'!A0",
    "{=1+1}",
]


@pytest.fixture
def textes(rapport, gestionnaire, comite):
    """Every formula as a fait saillant; the first as the name of a territoire."""
    rapport.territoire.nom = FORMULES[0]
    rapport.territoire.save()
    rapport.faits_saillants = "\n".join(FORMULES)
    rapport.ajustements = FORMULES[1]
    rapport.save()
    rapport.soumettre(par=gestionnaire)
    rapport.accepter(par=comite)
    return construction.de_publication(Publie(publier(rapport.derniere_version)))


def cellules(feuilles):
    return {cellule for _, _, lignes in feuilles for ligne in lignes for cellule in ligne}


@pytest.mark.securite(8)
def test_workbooks_hold_formulas_as_texts(textes):
    for lues in (lire_xlsx(xlsx.ecrire(textes)), lire_ods(ods.ecrire(textes))):
        assert {FORMULES[0], FORMULES[1]} <= cellules(lues)


@pytest.mark.securite(8)
def test_csv_puts_an_apostrophe_before_what_a_spreadsheet_would_compute(textes):
    lues = cellules(lire_csv(csv_.ecrire(textes)))
    assert f"'{FORMULES[0]}" in lues
    assert f"'{FORMULES[1]}" in lues
    assert not any(str(c).lstrip("\ufeff\u200b").startswith(("=", "+", "@")) for c in lues)


@pytest.mark.securite(8)
def test_each_formula_stays_a_text_alone_in_its_cell(rapport):
    """A text is kept but for its outer white space and its control characters."""
    document = construction.de_brouillon(rapport)
    textes = [Texte("Fait", "Ici", sans_controles(formule)) for formule in FORMULES]
    document = replace(document, textes=textes)
    for lues in (lire_xlsx(xlsx.ecrire(document)), lire_ods(ods.ecrire(document))):
        assert {texte.contenu for texte in textes} <= cellules(lues)
    assert not any(
        unicodedata.normalize("NFKC", str(c)).strip("\t\n \ufeff\u200b")[:1] in tuple("=+-@")
        for c in cellules(lire_csv(csv_.ecrire(document)))
        if c is not None and not isinstance(c, Decimal)
    )


def test_texts_of_accepted_reports_go_with_the_publication(textes, rapport):
    assert [(t.titre, t.territoire) for t in textes.textes] == [
        ("Faits saillants", "=1+1"),
        ("Ajustements", "=1+1"),
    ]


def test_a_story_leaves_in_no_file_of_the_comite(textes, rapport):
    assert rapport.recit
    assert rapport.recit not in {texte.contenu for texte in textes.textes}


def test_texts_of_a_report_that_is_not_in_the_publication_stay_out(rapport, gestionnaire, comite):
    avant = publier()
    rapport.soumettre(par=gestionnaire)
    rapport.accepter(par=comite)
    assert construction.textes_acceptes(avant) == []


def test_texts_of_a_report_returned_since_leave_the_files(rapport, gestionnaire, comite):
    rapport.soumettre(par=gestionnaire)
    rapport.accepter(par=comite)
    publication = publier(rapport.derniere_version)
    assert construction.textes_acceptes(publication)
    rapport.retourner(par=comite, commentaire="Un prénom est nommé.")
    assert construction.textes_acceptes(publication) == []


def test_a_synthesis_says_of_which_periode_each_text_is(rapport, gestionnaire, comite):
    rapport.soumettre(par=gestionnaire)
    rapport.accepter(par=comite)
    suite = ("Printemps 2024", date(2024, 4, 1), date(2024, 6, 30))
    synthese = publier(rapport.derniere_version, periodes=(*UNE_PERIODE, suite))
    titres = [texte.titre for texte in construction.textes_acceptes(synthese)]
    assert titres == ["Faits saillants, Hiver 2024", "Ajustements, Hiver 2024"]

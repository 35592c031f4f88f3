"""The report on paper: tagged, named, in French, and made of whatever people wrote."""

import io
import socket

import pytest
from pypdf import PdfReader

from proximite import polices
from rapports.exports import construction, pdf
from rapports.publication.lecture import Publie

from .lecture import texte_du_pdf


@pytest.fixture
def lu(document):
    return PdfReader(io.BytesIO(pdf.ecrire(document)))


def balises(noeud):
    """Every structure tag of a PDF, from the top down."""
    noeud = noeud.get_object()
    enfants = noeud.get("/K", [])
    if "/S" in noeud:
        yield noeud["/S"], noeud
    for enfant in enfants if isinstance(enfants, list) else [enfants]:
        if hasattr(enfant.get_object(), "get"):
            yield from balises(enfant)


def test_paper_is_tagged_titled_and_in_french(lu):
    assert lu.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert lu.trailer["/Root"]["/Lang"] == "fr-CA"
    assert lu.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert lu.metadata.title == "Rapport de participation, Réseau, Hiver 2024"
    assert "pdfuaid:part" in lu.trailer["/Root"]["/Metadata"].get_data().decode()


def test_tables_have_headers_and_charts_a_text(lu, document):
    trouvees = list(balises(lu.trailer["/Root"]["/StructTreeRoot"]))
    noms = [nom for nom, _ in trouvees]
    separee = document.table("par-territoire")
    territoires = {ligne[separee.rang("groupe")].texte for ligne in separee.lignes}
    assert noms.count("/Table") == len(document.tables) - 1 + len(territoires)
    assert noms.count("/TH") >= len(document.tables) * 3
    figures = [noeud for nom, noeud in trouvees if nom == "/Figure"]
    textes = [noeud["/Alt"] for noeud in figures if "/Alt" in noeud]
    assert len(textes) == len(document.graphiques)
    assert any("À naître" in texte for texte in textes)


def test_paper_has_a_table_of_contents_and_page_numbers(lu, document):
    signets = [signet.title for signet in _a_plat(lu.outline)]
    titres = [table.titre for table in document.tables]
    chiffres = signets[signets.index("Chiffres") :]
    assert [titre for titre in chiffres if titre in titres] == titres
    dernier = len(lu.pages)
    assert f"Page {dernier} de {dernier}" in lu.pages[-1].extract_text().replace("\u00a0", " ")


def _a_plat(signets):
    for signet in signets:
        yield from _a_plat(signet) if isinstance(signet, list) else [signet]


def test_every_font_is_embedded(lu):
    noms = {
        police["/BaseFont"].split("+")[-1]
        for page in lu.pages
        for police in (p.get_object() for p in page["/Resources"].get("/Font", {}).values())
    }
    assert noms == {"NotoSans-Regular", "NotoSans-Bold", "LiberationSans"}


def test_a_draft_says_so_on_every_page(rapport):
    pages = PdfReader(io.BytesIO(pdf.ecrire(construction.de_brouillon(rapport)))).pages
    assert all("Brouillon" in page.extract_text() for page in pages)


def test_what_people_wrote_is_text_and_never_markup(rapport, reseau):
    ecrit = '#panic("x") $a$ *gras* @ref <b> \\ = titre // rien\n#image("/etc/passwd")'
    rapport.faits_saillants = ecrit
    lu = texte_du_pdf(pdf.ecrire(construction.de_brouillon(rapport)))
    assert " ".join(ecrit.split()) in lu


def test_a_word_longer_than_the_page_is_cut_and_kept_whole(rapport):
    rapport.faits_saillants = "interminable" * 30
    page = PdfReader(io.BytesIO(pdf.ecrire(construction.de_brouillon(rapport))))
    lu = "".join(feuille.extract_text() for feuille in page.pages).replace("\u200b", "")
    assert "interminable" * 30 not in lu
    assert "interminable" * 30 in "".join(lu.split())


def test_a_part_has_its_sign_once(rapport):
    assert "%\n%" not in texte_du_pdf(pdf.ecrire(construction.de_brouillon(rapport)))


def test_a_character_that_no_font_draws_does_not_stop_the_report(rapport):
    rapport.faits_saillants = "Un merci 🎉 中文, Zoë à Kuujjuaq…"
    lu = texte_du_pdf(pdf.ecrire(construction.de_brouillon(rapport)))
    assert "Un merci" in lu
    assert "Zoë à Kuujjuaq…" in lu


def test_the_fonts_draw_french_its_typography_and_the_words_of_familles():
    texte = "Œuvre « à 5 % » – l’été\u202f; x ≥ 3 → −2"
    assert polices.lisible(texte) == texte
    assert polices.lisible("« <\u00a05 », n.\u00a0p.") == "« <\u00a05 », n.\u00a0p."
    for ecriture in ("مرحبا", "ᐊᐃᓐᖓᐃ", "Привет", "Xin chào", "🎉 👶🏽 ❤️"):
        assert polices.lisible(ecriture) == ecriture
    assert polices.lisible("中") == "\ufffd"


def test_paper_is_made_without_the_network(publiee, monkeypatch):
    def refuser(*args, **kwargs):
        raise AssertionError("network")

    document = construction.de_publication(Publie(publiee))
    monkeypatch.setattr(socket.socket, "connect", refuser)
    monkeypatch.setattr(socket, "getaddrinfo", refuser)
    assert pdf.ecrire(document).startswith(b"%PDF-")

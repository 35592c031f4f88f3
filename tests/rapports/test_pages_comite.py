"""The network's dashboard, the rapport de participation and its files, for a comité."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapports.calculs import calculer
from rapports.fenetres import Fenetre
from tests.rapports.conftest import accompagner
from tests.rapports.test_pages_territoire import texte
from tests.territoires.factories import TerritoireFactory

HIVER = Fenetre(date(2024, 1, 1), date(2024, 3, 31))
RESEAU = f"/reseau/?{HIVER.parametres}"
RAPPORT = f"/reseau/rapport/?{HIVER.parametres}"
FICHIERS = ["xlsx", "csv", "csv-machine"]
TROUS = f"/reseau/trous-de-services/?{HIVER.parametres}"
PAGES = [
    RESEAU,
    RAPPORT,
    *(f"/reseau/rapport/{format}/?{HIVER.parametres}" for format in FICHIERS),
]


@pytest.fixture
def reseau(famille, ptp):
    """Two milieux: seven familles in the rural one, one in the urban one."""
    for rang in range(6):
        accompagner(famille.territoire, ptp, alias=f"famille {rang}")
    accompagner(TerritoireFactory(milieu="urbain"), ptp, alias="famille de la ville")
    return famille


@pytest.mark.parametrize("chemin", [*PAGES, TROUS])
@pytest.mark.parametrize("qui", ["ptp", "gestionnaire", "inconnue", "administration"])
def test_comite_pages_do_not_exist_for_others(chemin, qui, request, client_de):
    assert client_de(request.getfixturevalue(qui)).get(chemin).status_code == 404


@pytest.mark.parametrize("chemin", [*PAGES, TROUS])
def test_comite_sees_them(chemin, client_de, comite, reseau):
    assert client_de(comite).get(chemin).status_code == 200


@pytest.mark.parametrize("par", ["", "milieu", "type_porteur", "region"])
@pytest.mark.parametrize("chemin", [*PAGES, TROUS])
def test_nothing_of_a_famille_reaches_a_comite(chemin, par, client_de, comite, reseau):
    contenu = client_de(comite).get(f"{chemin}&par={par}").content
    for secret in (reseau.code, reseau.code_affiche, reseau.alias, "/familles/"):
        assert secret.encode() not in contenu


@pytest.mark.parametrize("chemin", [RESEAU, RAPPORT, f"{RAPPORT}&par=region"])
def test_pages_cost_the_same_for_one_and_ten_territoires(
    chemin, client_de, comite, reseau, ptp, django_assert_num_queries
):
    client = client_de(comite)
    with CaptureQueriesContext(connection) as une_fois:
        client.get(chemin)
    for rang in range(10):
        accompagner(TerritoireFactory(region_id=f"{rang + 5:02}"), ptp)
    with django_assert_num_queries(len(une_fois)):
        client.get(chemin)


def test_network_totals_are_exact(client_de, comite, reseau):
    page = client_de(comite).get(RESEAU)
    tuiles = {t.indicateur.id: t for s in page.context["sections"] for t in s.tuiles}
    assert tuiles["I-01"].chiffre == "8"
    assert tuiles["I-40"].chiffre == "2"


def test_below_the_network_small_numbers_are_withheld(client_de, comite, reseau):
    decoupage = client_de(comite).get(RESEAU).context["decoupage"]
    lignes = {g.libelle: [case.texte for case in g.cases] for g in decoupage.groupes}
    colonnes = [indicateur.id for indicateur in decoupage.indicateurs]
    assert lignes["Rural"][colonnes.index("I-01")] == "5"
    assert lignes["Urbain"][colonnes.index("I-01")] == "<\u00a05"
    assert lignes["Urbain"][colonnes.index("I-03")] == "n.\u00a0p."
    assert lignes["Urbain"][colonnes.index("I-40")] == "1 sur 1"


def test_free_dates_are_never_split(client_de, comite, reseau):
    """Two windows that differ by a day would tell what happened that day."""
    client, libres = client_de(comite), "debut=2024-01-01&fin=2024-02-29&par=milieu"
    assert client.get(f"/reseau/?{libres}").context["decoupage"] is None
    assert client.get(f"/reseau/rapport/?{libres}").context["groupes"] == ["Ensemble"]
    for format in FICHIERS:
        assert client.get(f"/reseau/rapport/{format}/?{libres}").status_code == 404


@pytest.mark.parametrize("page", ["/reseau/", "/reseau/rapport/"])
def test_free_dates_of_a_comite_are_whole_months(page, client_de, comite, reseau):
    reponse = client_de(comite).get(f"{page}?debut=2024-03-12&fin=2024-03-12")
    assert reponse.status_code == 422
    assert "Choisissez des mois entiers" in reponse.content.decode()
    assert "fenetre" not in reponse.context


def test_groups_keep_their_own_order(client_de, comite, reseau):
    """No ranking: the order says nothing of the figures."""
    page = client_de(comite).get(f"{RESEAU}&par=milieu")
    libelles = [groupe.libelle for groupe in page.context["decoupage"].groupes]
    assert libelles == ["Urbain", "Rural"]


def test_no_territoire_is_named(client_de, comite, reseau):
    for chemin in (RESEAU, f"{RAPPORT}&par=region"):
        assert reseau.territoire.nom not in client_de(comite).get(chemin).content.decode()


@pytest.mark.parametrize("chemin", ["/reseau/", "/reseau/rapport/"])
def test_bad_dates_are_explained(chemin, client_de, comite):
    page = client_de(comite).get(f"{chemin}?debut=2024-03-31&fin=2024-01-01")
    assert page.status_code == 422
    assert "La fin vient après le début" in texte(page)


@pytest.mark.parametrize("chemin", PAGES)
def test_unknown_split_is_not_found(chemin, client_de, comite):
    assert client_de(comite).get(f"{chemin}&par=territoire").status_code == 404


def test_period_without_anything_is_without_object(client_de, comite, db):
    lu = texte(client_de(comite).get(RESEAU))
    assert "Rien de consigné dans cette période" in lu
    assert "s. o." in lu
    assert "s. o." in texte(client_de(comite).get(RAPPORT))


# --- The rapport de participation -----------------------------------------------------------------


def lignes_de_la_page(page):
    return {
        ligne.indicateur.id: ligne
        for rubrique in page.context["rubriques"]
        for ligne in rubrique.lignes
    }


def test_report_has_every_indicator_in_order_with_what_it_is_made_of(client_de, comite, reseau):
    page = client_de(comite).get(RAPPORT)
    rapport = calculer(HIVER.debut, HIVER.fin)[None]
    lignes = lignes_de_la_page(page)
    assert list(lignes) == list(rapport)
    part = lignes["I-03"].resultat
    assert (part.numerateur, part.denominateur, part.affichage) == (8, 8, "100\u00a0%")
    lu = texte(page)
    assert "Familles distinctes" in lu
    assert "Version 1.0" in lu


def test_codes_of_reference_lists_stay_in_the_files(client_de, comite, reseau):
    contenu = client_de(comite).get(RAPPORT).content.decode()
    assert "I-09" in contenu
    assert "I-09.parcs" not in contenu.replace("/indicateurs/I-09.parcs/", "")


def test_pilot_has_its_own_window(client_de, comite, reseau):
    page = client_de(comite).get("/reseau/rapport/?debut=2024-01-01&fin=2025-03-31")
    assert "Projet pilote, du 1er janvier 2024 au 31 mars 2025" in texte(page)


def test_split_report_protects_parts_and_not_the_whole(client_de, comite, reseau):
    page = client_de(comite).get(f"{RAPPORT}&par=milieu")
    assert page.context["groupes"] == ["Ensemble", "Urbain", "Rural"]
    assert lignes_de_la_page(page)["I-01"].textes == ["8", "<\u00a05", "5"]


# --- Files ----------------------------------------------------------------------------------------


def telecharger(client, format, par=""):
    return client.get(reverse("rapports:export", args=[format]) + f"?{HIVER.parametres}&par={par}")


def test_files_are_named_after_what_they_hold(client_de, comite, reseau):
    for format, extension in [("xlsx", "xlsx"), ("csv", "csv"), ("csv-machine", "csv")]:
        disposition = telecharger(client_de(comite), format)["Content-Disposition"]
        assert re.fullmatch(
            rf'attachment; filename="proximite_reseau_2024-01-01_2024-03-31_\S+\.{extension}"',
            disposition,
        )


def test_two_files_never_share_a_name(client_de, comite, reseau):
    client = client_de(comite)
    noms = {
        telecharger(client, format, par)["Content-Disposition"]
        for format in FICHIERS
        for par in ("", "milieu", "region")
    }
    assert len(noms) == 9


def cellules(reponse, format):
    """(groupe, identifiant) → (numérateur, dénominateur, valeur), as text with a point."""
    if format == "xlsx":
        classeur = openpyxl.load_workbook(BytesIO(reponse.content))
        lignes = [
            ligne
            for feuille in classeur
            if feuille["D1"].value == "Identifiant"
            for ligne in feuille.iter_rows(min_row=2, values_only=True)
        ]
        return {(ligne[2], ligne[3]): ligne[5:8] for ligne in lignes}
    machine = format == "csv-machine"
    contenu = reponse.content.decode("utf-8" if machine else "utf-8-sig")
    lecteur = csv.reader(StringIO(contenu), delimiter="," if machine else ";")
    next(lecteur)
    return {(ligne[2], ligne[3]): tuple(ligne[5:8]) for ligne in lecteur}


@pytest.mark.parametrize("par", ["", "milieu"])
@pytest.mark.parametrize("format", FICHIERS)
def test_file_says_what_the_page_says_cell_by_cell(format, par, client_de, comite, reseau):
    client = client_de(comite)
    page = client.get(f"{RAPPORT}&par={par}")
    lues = cellules(telecharger(client, format, par), format)
    lignes = lignes_de_la_page(page)
    assert len(lues) == len(lignes) * len(page.context["groupes"])
    for rang, groupe in enumerate(page.context["groupes"]):
        for identifiant, ligne in lignes.items():
            assert en_mots(lues[groupe, identifiant][2], ligne.indicateur, format) == (
                ligne.textes[rang].replace("\u00a0", " ")
            )
    for identifiant, ligne in lignes.items():
        numerateur, denominateur, _ = lues["Ensemble", identifiant]
        attendu = ligne.resultat.denominateur
        assert str(numerateur) == str(ligne.resultat.numerateur)
        assert str(denominateur or "0") == str(attendu or "0")


def en_mots(valeur, indicateur, format):
    """A cell as the page would write it."""
    if isinstance(valeur, str) and not re.fullmatch(r"\d+([.,]\d+)?", valeur):
        return valeur.replace("\u00a0", " ")
    nombre = float(str(valeur).replace(",", "."))
    if indicateur.calcul == "part":
        return f"{round(nombre * (100 if format == 'xlsx' else 1))} %"
    texte = f"{nombre:.{indicateur.decimales}f}".replace(".", ",")
    if indicateur.calcul == "médiane":
        return f"{texte} {indicateur.unite if nombre >= 2 else indicateur.unite.rstrip('s')}"
    return texte


@pytest.mark.parametrize("format", ["pdf", "xlsx"])
def test_no_file_for_an_unknown_format_or_bad_dates(format, client_de, comite):
    client = client_de(comite)
    dates = "debut=2024-03-31&fin=2024-01-01" if format == "xlsx" else HIVER.parametres
    assert client.get(f"/reseau/rapport/{format}/?{dates}").status_code == 404

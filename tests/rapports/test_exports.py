"""Files of ``manage.py rapport`` opened again, cell by cell."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from partenaires.models import Secteur
from rapports.calculs import calculer
from rapports.exports import calcul
from rapports.indicateurs import INDICATEURS, VERSION_DEFINITIONS
from rapports.publication.affichage import ResultatPublie, afficher

from .situations import DEBUT, FIN, famille_accompagnee, referer

LE = date(2026, 11, 20)


@pytest.fixture
def rapports(territoire, ptp):
    Secteur.objects.filter(code="logement").update(libelle="=2+2")
    for _ in range(3):
        famille = famille_accompagnee(territoire, ptp)
        referer(famille)
    referer(famille)
    return calculer(DEBUT, FIN, par="milieu", observe_au=LE)


def ecrit(ecrire, rapports, **options):
    flux = io.BytesIO()
    ecrire(rapports, flux, **options)
    return flux.getvalue()


def rangees(contenu, separateur):
    return {
        (ligne["Groupe"], ligne["Identifiant"]): ligne
        for ligne in csv.DictReader(io.StringIO(contenu, newline=""), delimiter=separateur)
    }


def test_csv_for_excel_has_bom_semicolons_and_decimal_commas(rapports):
    contenu = ecrit(calcul.ecrire_csv, rapports)
    assert contenu.startswith(b"\xef\xbb\xbfDu;Au;Groupe;")
    assert b"\r\n" in contenu
    lignes = rangees(contenu.decode("utf-8-sig"), ";")
    assert lignes["Ensemble", "I-10m"]["Valeur"] == "1,0"
    assert lignes["Rural", "I-01"]["Numérateur"] == "3"
    assert lignes["Ensemble", "I-04r"]["Valeur"] == "0,00"
    assert lignes["Ensemble", "I-05"]["Valeur"] == "s.\u00a0o."


def test_machine_csv_has_points_and_no_bom(rapports):
    contenu = ecrit(calcul.ecrire_csv, rapports, machine=True)
    assert contenu.startswith(b"Du,Au,Groupe,")
    assert b"\r" not in contenu
    assert rangees(contenu.decode(), ",")["Ensemble", "I-10m"]["Valeur"] == "1.0"


def test_csv_holds_every_figure_of_every_group(rapports):
    lignes = rangees(ecrit(calcul.ecrire_csv, rapports, machine=True).decode(), ",")
    attendues = {(r.groupe.libelle, cle) for r in rapports.values() for cle in r}
    assert set(lignes) == attendues
    for rapport in rapports.values():
        for cle, resultat in rapport.items():
            ligne = lignes[rapport.groupe.libelle, cle]
            assert ligne["Numérateur"] == str(resultat.numerateur)
            if resultat.valeur is not None:
                assert Decimal(ligne["Valeur"]) == resultat.valeur


def classeur(rapports, **options):
    return load_workbook(io.BytesIO(ecrit(calcul.ecrire_xlsx, rapports, **options)))


def test_xlsx_has_a_sheet_for_each_table_and_the_definitions(rapports):
    assert classeur(rapports).sheetnames == [
        "Portée",
        "I-09 Du démarchage à l’accompag",
        "Référencements",
        "I-13 Part du secteur",
        "I-13oc Part du secteur parmi le",
        "Définitions",
        "À lire avec les chiffres",
    ]


def test_xlsx_cells_are_the_figures(rapports):
    attendus = {(r.groupe.libelle, cle): v for r in rapports.values() for cle, v in r.items()}
    for feuille in classeur(rapports).worksheets[:5]:
        assert feuille.freeze_panes == "A2"
        for ligne in feuille.iter_rows(min_row=2):
            resultat = attendus.pop((ligne[2].value, ligne[3].value))
            assert ligne[4].value == resultat.indicateur.libelle
            assert ligne[5].value == resultat.numerateur
            assert ligne[6].value == resultat.denominateur
            if resultat.valeur is None:
                assert ligne[7].value == "s.\u00a0o."
            elif resultat.indicateur.calcul == "part":
                assert round(ligne[7].value * 100) == resultat.valeur
                assert ligne[7].number_format == "0\u00a0%"
            else:
                assert Decimal(str(ligne[7].value)) == resultat.valeur
    assert attendus == {}


def test_xlsx_never_holds_a_formula(rapports):
    feuilles = classeur(rapports).worksheets
    types = {cellule.data_type for f in feuilles for ligne in f.iter_rows() for cellule in ligne}
    assert "f" not in types


def test_xlsx_defines_every_indicator_and_says_how_to_read(rapports):
    livre = classeur(rapports, portee="réseau")
    definitions = [ligne[0].value for ligne in livre["Définitions"].iter_rows(min_row=2)]
    assert definitions == [indicateur.id for indicateur in INDICATEURS]
    notes = dict(livre["À lire avec les chiffres"].iter_rows(min_row=2, values_only=True))
    assert "Méthode «\u00a0familles distinctes\u00a0»" in notes
    assert notes["Période"] == "2024-01-01 au 2024-03-31"
    assert notes["Définitions"] == f"Version {VERSION_DEFINITIONS}."


def test_json_is_keyed_by_identifier_with_meta_and_groups(rapports):
    contenu = json.loads(ecrit(calcul.ecrire_json, rapports))
    assert contenu["I-01"] == {
        "libelle": "Familles jointes par l’accompagnement",
        "numerateur": 3,
        "denominateur": None,
        "valeur": 3,
        "unite": "familles",
    }
    assert contenu["I-05"]["valeur"] is None
    assert contenu["meta"]["groupes"] == {"rural": "Rural"}
    assert contenu["groupes"]["rural"]["I-19"]["numerateur"] == 4


def en_cellules(resultat):
    d = resultat.denominateur
    return ResultatPublie.lire(
        resultat.indicateur, afficher(resultat.numerateur), None if d is None else afficher(d)
    )


def test_published_cells_are_exported_as_displayed(rapports):
    publies = {
        code: replace(rapport, resultats={cle: en_cellules(r) for cle, r in rapport.items()})
        for code, rapport in rapports.items()
    }
    lignes = rangees(ecrit(calcul.ecrire_csv, publies).decode("utf-8-sig"), ";")
    assert lignes["Rural", "I-01"]["Valeur"] == "<\u00a05"
    livre = classeur(publies)
    assert livre["Portée"]["F3"].value == "<\u00a05"

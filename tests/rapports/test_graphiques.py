import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from rapports.graphiques import (
    LARGEUR,
    PALETTE_CATEGORIES,
    PALETTE_SEQUENCE,
    Ligne,
    Valeur,
    barres,
    barres_empilees,
    colonnes,
    courbes,
    matrice,
    petits_multiples,
)
from rapports.graphiques.carte import PLACES, Couverture, carte
from rapports.graphiques.matrice import TEINTES, teinte
from rapports.graphiques.toile import DESSINES, Noeud, toile

SVG = "{http://www.w3.org/2000/svg}"


def valeur(nombre):
    return Valeur(nombre, str(nombre))


def lignes(*nombres):
    return [Ligne(f"Ligne {rang}", [valeur(n) for n in ns]) for rang, ns in enumerate(nombres)]


FORMES = [barres, barres_empilees, colonnes, courbes, matrice, petits_multiples]


def dessiner(forme):
    return forme(
        "essai",
        "Un titre <b>",
        description="Ce que l’image dit.",
        entete="Secteur",
        series=["Sortants", "Entrants"],
        lignes=lignes([12, 5], [3, 0]),
    )


def dessiner_carte(**couvertures):
    regions = {"01": Couverture("Bas-Saint-Laurent", 3, 4, "/ailleurs/"), **couvertures}
    return carte("essai", "Un titre <b>", description="Ce que l’image dit.", regions=regions)


def dessiner_toile(nombre=3, rencontres=()):
    noeuds = [Noeud(f"Partenaire {n}", valeur(n), valeur(0)) for n in range(nombre)]
    return toile(
        "essai",
        "Un titre <b>",
        description="Ce que l’image dit.",
        entete="Avec qui",
        noeuds=noeuds,
        rencontres=rencontres,
    )


@pytest.fixture(params=[*FORMES, dessiner_carte, dessiner_toile])
def graphique(request):
    forme = request.param
    return dessiner(forme) if forme in FORMES else forme()


def page(graphique):
    return render_to_string("partials/graphique.html", {"graphique": graphique})


def dessin(graphique):
    html = page(graphique)
    svg = html[html.index("<svg") : html.index("</svg>") + 6]
    return ElementTree.fromstring(svg.replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))


def test_chart_is_an_image_named_by_its_title_and_description(graphique):
    racine = dessin(graphique)
    noms = racine.get("aria-labelledby").split()
    assert racine.get("role") == "img"
    assert [racine.find(f"*[@id='{nom}']").text for nom in noms] == [
        "Un titre <b>",
        "Ce que l’image dit.",
    ]


def test_chart_passes_a_strict_content_security_policy(graphique):
    elements = list(dessin(graphique).iter())
    assert {e.tag for e in elements}.isdisjoint({f"{SVG}script", f"{SVG}style"})
    attributs = {a for e in elements for a in e.attrib}
    assert not {a for a in attributs if a == "style" or a.startswith("on")}


def test_chart_has_no_other_id_than_its_own(graphique):
    ids = [e.get("id") for e in dessin(graphique).iter() if e.get("id")]
    assert ids == ["essai-titre", "essai-description"]


def test_chart_is_as_narrow_as_a_phone(graphique):
    assert float(graphique.cadre.split()[2]) <= LARGEUR + 20


@pytest.mark.parametrize("forme", FORMES)
def test_chart_comes_with_the_table_of_its_figures(forme):
    graphique = dessiner(forme)
    html = re.sub(r"\s+", " ", page(graphique))
    assert '<th scope="row">Ligne 0</th><td class="nombre">12</td><td class="nombre">5</td>' in html
    assert '<th scope="col" class="nombre">Sortants</th>' in html


def test_withheld_figure_is_written_and_not_drawn():
    graphique = barres(
        "b",
        "T",
        description="",
        entete="Secteur",
        series=["Sortants"],
        lignes=[Ligne("Santé", [Valeur(None, "< 5")]), Ligne("Logement", [Valeur(10, "10")])],
    )
    assert "&lt; 5" in graphique.dessin
    assert graphique.dessin.count(f'fill="{PALETTE_CATEGORIES[0]}"') == 1


def test_chart_of_nothing_is_known_to_be_empty():
    nul = colonnes("c", "T", description="", entete="P", series=["S"], lignes=lignes([0]))
    assert nul.est_vide
    assert not colonnes(
        "c", "T", description="", entete="P", series=["S"], lignes=lignes([1])
    ).est_vide


@pytest.mark.parametrize("forme", [barres, barres_empilees])
def test_long_label_is_written_whole_on_two_lines(forme):
    dessine = forme(
        "trous",
        "Trous",
        description="",
        entete="Type",
        series=["Constatés"],
        lignes=[Ligne("Manque de places en services de garde éducatifs", [valeur(3)])],
    )
    textes = re.findall(r"<text[^>]*>([^<]*)</text>", dessine.dessin)
    assert "Manque de places en services de garde" in textes
    assert "éducatifs" in textes


def test_labels_are_escaped():
    graphique = barres(
        "d",
        "T",
        description="",
        entete="Secteur",
        series=["S"],
        lignes=[Ligne("<script>alert(1)</script>", [valeur(1)])],
    )
    assert "<script" not in graphique.dessin


def _luminance(couleur):
    def lineaire(composante):
        c = int(composante, 16) / 255
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    r, v, b = (lineaire(couleur[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * v + 0.0722 * b


@pytest.mark.parametrize("palette", [PALETTE_CATEGORIES, PALETTE_SEQUENCE])
def test_neighbours_stay_apart_in_grey(palette):
    for une, autre in pairwise(palette):
        clair, sombre = sorted([_luminance(une), _luminance(autre)], reverse=True)
        assert (clair + 0.05) / (sombre + 0.05) >= 1.3


def test_loading_the_application_does_not_load_vega():
    programme = (
        "import django, sys; django.setup(); import proximite.urls, rapports.graphiques; "
        "sys.exit('vl_convert' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", programme], check=True, timeout=60)


@pytest.mark.parametrize("forme", [colonnes, matrice, petits_multiples])
def test_withheld_figure_is_written_over_nothing(forme):
    graphique = forme(
        "b",
        "T",
        description="",
        entete="Milieu",
        series=["Hiver"],
        lignes=[Ligne("Rural", [Valeur(None, "< 5")]), Ligne("Urbain", [valeur(10)])],
    )
    assert "&lt; 5" in graphique.dessin


@pytest.mark.parametrize("forme", [courbes, matrice, petits_multiples])
def test_a_withheld_figure_leaves_a_gap(forme):
    dessine = forme(
        "f",
        "T",
        description="",
        entete="Milieu",
        series=["Hiver", "Printemps"],
        lignes=[
            Ligne("Rural", [Valeur(None, "< 5"), valeur(10)]),
            Ligne("Urbain", [valeur(7)] * 2),
        ],
    )
    assert "nan" not in dessine.dessin.lower()
    assert not dessine.est_vide


def test_a_darker_cell_counts_more():
    assert [teinte(n, 100) for n in (0, 1, 30, 60, 100)] == [0, 1, 2, 3, 4]
    luminances = [_luminance(couleur) for couleur in TEINTES]
    assert luminances == sorted(luminances, reverse=True)


# --- The map and the toile ------------------------------------------------------------------------


def test_map_has_the_seventeen_regions_each_at_its_place():
    assert sorted(PLACES) == [f"{code:02}" for code in range(1, 18)]
    assert len({place[:2] for place in PLACES.values()}) == 17


def test_each_tile_says_its_coverage_in_figures():
    textes = re.findall(r"<text[^>]*>([^<]*)</text>", dessiner_carte().dessin)
    assert "3/4" in textes
    assert textes.count("–") == 16


@pytest.mark.parametrize(
    ("recus", "attendus", "classe"),
    [
        (0, 0, "Hors du réseau"),
        (0, 2, "Aucun rapport"),
        (1, 2, "Une partie"),
        (2, 2, "Tous les rapports"),
    ],
)
def test_coverage_has_a_word_with_its_colour(recus, attendus, classe):
    assert Couverture("Laval", recus, attendus).classe == classe


def test_lines_of_the_table_lead_where_they_say():
    assert '<th scope="row"><a href="/ailleurs/">Bas-Saint-Laurent</a></th>' in page(
        dessiner_carte()
    )


def test_toile_draws_a_thread_per_direction_and_a_chord_per_meeting():
    seule, reliee = dessiner_toile(), dessiner_toile(rencontres=[(0, 1)])
    assert [v.texte for v in reliee.lignes[0].valeurs] == ["0", "0", "1"]
    assert reliee.dessin.count("<line") == seule.dessin.count("<line") + 1


def test_toile_draws_a_few_dozen_nodes_and_tabulates_them_all():
    grande = dessiner_toile(DESSINES + 6)
    assert len(grande.lignes) == DESSINES + 6
    assert f">{DESSINES}</text>" in grande.dessin
    assert f">{DESSINES + 1}</text>" not in grande.dessin

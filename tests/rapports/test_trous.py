"""Trous de services of the network, by type, as they were published."""

from datetime import date

import pytest

from tests.rapports.publications import publication
from tests.referencements.factories import constater
from tests.territoires.factories import TerritoireFactory

PAGE = "/reseau/trous-de-services/"
MARS, TROP_TARD = date(2024, 3, 4), date(2025, 4, 1)


@pytest.fixture
def lue(territoire, ptp, client_de, comite):
    """Twelve gaps in town, of which one is constaté twice, and three in the country."""
    ville = TerritoireFactory(milieu="urbain", region=territoire.region)
    for _ in range(12):
        constat = constater(ville, par=ptp, le=MARS)
    constater(ville, par=ptp, le=MARS, trou=constat.trou)
    constater(ville, par=ptp, le=TROP_TARD)
    for _ in range(3):
        constater(territoire, par=ptp, le=MARS)
    publication()
    return client_de(comite).get(PAGE)


def cases(table, libelle):
    ligne = next(ligne for ligne in table.lignes if ligne.libelle == libelle)
    return dict(ligne.cases), ligne.ensemble


def test_milieux_are_published_cells_and_the_network_is_exact(lue):
    attendu = {"Urbain": "10", "Rural": "<\u00a05"}
    table = lue.context["par_milieu"]
    assert cases(table, "Réponse aux besoins de logement") == (attendu, "15")
    assert cases(table, "Tous les types") == (attendu, "15")
    assert cases(table, "Réponse aux besoins alimentaires")[1] == "0"


def test_regions_are_published_cells(lue, territoire):
    table = lue.context["par_region"]
    assert cases(table, "Tous les types") == ({territoire.region.nom: "15"}, "15")


def test_the_heat_table_draws_published_cells_only(lue):
    dessin = lue.context["par_milieu"].graphique
    assert dessin.series == ["Urbain", "Rural"]
    assert [(v.nombre, v.texte) for v in dessin.lignes[0].valeurs] == [
        (10, "10"),
        (None, "<\u00a05"),
    ]


def test_a_type_leads_to_its_figure_and_never_to_a_constat(lue):
    contenu = lue.content.decode()
    assert "/reseau/chiffres/I-22.logement/" in contenu
    assert 'href="/trous-de-services/' not in contenu
    assert "pas des constats" in contenu

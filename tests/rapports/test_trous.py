"""Trous de services of the network by type, région and milieu."""

from datetime import date

import pytest
from django.urls import reverse

from rapports.fenetres import PILOTE
from rapports.trous import TrousDuReseau
from tests.referencements.factories import constater
from tests.territoires.factories import TerritoireFactory

pytestmark = pytest.mark.django_db
MARS, TROP_TARD = date(2024, 3, 4), date(2025, 4, 1)


@pytest.fixture
def ville(territoire):
    return TerritoireFactory(milieu="urbain", region=territoire.region)


@pytest.fixture
def manques(territoire, ville, ptp):
    """Twelve gaps in town, of which one is constaté twice, and three in the country."""
    for _ in range(12):
        constat = constater(ville, par=ptp, le=MARS)
    constater(ville, par=ptp, le=MARS, trou=constat.trou)
    constater(ville, par=ptp, le=TROP_TARD)
    for _ in range(3):
        constater(territoire, par=ptp, le=MARS)


def cases(lignes, libelle):
    ligne = next(ligne for ligne in lignes if ligne.libelle == libelle)
    return [texte for _, texte in ligne.milieux], ligne.ensemble


def test_milieux_are_protected_and_the_network_is_exact(manques, territoire):
    trous = TrousDuReseau.compter(PILOTE)
    assert territoire.milieu == "rural"
    attendu = ["10", "<\u00a05", "<\u00a05"]
    assert cases(trous.par_type(""), "Réponse aux besoins de logement") == (attendu, "15")
    assert cases(trous.par_type(""), "Tous les types") == (attendu, "15")
    assert cases(trous.par_region("logement"), "Réseau") == (attendu, "15")
    assert cases(trous.par_region("alimentation"), "Réseau")[1] == "0"


def test_a_region_is_protected_whole(manques, territoire, ville, ptp):
    constater(ville, par=ptp, le=MARS)
    trous = TrousDuReseau.compter(PILOTE)
    region = territoire.region
    attendu = ["15", "<\u00a05", "<\u00a05"]
    assert cases(trous.par_type(region.pk), "Réponse aux besoins de logement") == (attendu, "15")
    assert cases(trous.par_region(""), region.nom) == (attendu, "15")
    assert cases(trous.par_region(""), "Réseau") == (attendu, "16")


def test_page_shows_one_region_and_one_type(manques, territoire, comite, client_de):
    page, client = reverse("rapports:trous"), client_de(comite)
    choix = {"debut": PILOTE.debut, "fin": PILOTE.fin, "region": territoire.region_id}
    reponse = client.get(page, choix | {"type": "logement"})
    assert reponse.context["nom_region"] == territoire.region.nom
    assert "pas des constats" in reponse.content.decode()
    for faux in ({"region": "99"}, {"type": "inconnu"}):
        assert client.get(page, choix | faux).status_code == 404


def test_free_dates_show_no_split(manques, comite, client_de):
    dates = {"debut": "2024-03-01", "fin": "2024-03-31"}
    reponse = client_de(comite).get(reverse("rapports:trous"), dates)
    assert "trous" not in reponse.context

"""The référencements, the trous and the needs behind the figures of a territoire, and its toile."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from familles.models import Besoin
from partenaires.models import Partenaire
from rapports.ensemble import chiffrer
from rapports.fenetres import Fenetre
from rapports.lignes import LISTES, adresse, liste, lister
from referencements.models import Referencement
from tests.rapports.conftest import MARS, accompagner
from tests.rapports.test_pages_territoire import texte
from tests.referencements.factories import constater

HIVER = Fenetre(date(2024, 1, 1), date(2024, 3, 31))
TABLEAU = "/tableau-de-bord/ici/"
TOILE = f"{TABLEAU}toile/?{HIVER.parametres}"


def chemin(identifiant):
    return f"{TABLEAU}lignes/{identifiant}/?{HIVER.parametres}"


@pytest.fixture
def activite(territoire, ptp, hiver):
    """Three familles referred, of which one with a need; two trous, one of another type."""
    for rang in range(3):
        famille = accompagner(territoire, ptp, alias=f"famille {rang}")
    Besoin.objects.create(
        famille=famille, type_id="logement", mis_en_relief_le=MARS, etat_depuis=MARS
    )
    constater(territoire, par=ptp, le=MARS)
    constater(territoire, par=ptp, le=MARS, type_id="alimentation")
    return famille


@pytest.fixture
def chiffres(activite, territoire):
    return chiffrer(HIVER.debut, HIVER.fin, territoires=frozenset({territoire.pk}))[None]


def test_each_list_is_as_long_as_its_figure(chiffres, territoire):
    ici = frozenset({territoire.pk})
    comptes = {
        cle: (lister(cle, HIVER, ici).count(), resultat.numerateur)
        for cle, resultat in chiffres.items()
        if liste(cle)
    }
    assert {cle.partition(".")[0] for cle in comptes} == {*LISTES}
    # I-20 counts needs; its list has their familles.
    assert {cle: paire for cle, paire in comptes.items() if paire[0] != paire[1]} == {
        "I-20": (3, 4)
    }
    assert comptes["I-19"] == (3, 3)
    assert comptes["I-22.alimentation"] == (1, 1)


@pytest.mark.parametrize("identifiant", ["I-19", "I-22", "I-20", "I-11"])
def test_no_list_holds_a_row_of_elsewhere(identifiant, activite, autre_territoire):
    assert not lister(identifiant, HIVER, frozenset({autre_territoire.pk})).exists()


@pytest.mark.parametrize("qui", ["gestionnaire", "ptp"])
def test_people_of_the_territoire_read_the_rows(qui, request, client_de, activite):
    client = client_de(request.getfixturevalue(qui))
    page = client.get(chemin("I-19"))
    assert "3 référencements derrière ce chiffre" in texte(page)
    fait = Referencement.objects.first()
    assert reverse("referencements:fiche", args=[fait.pk]) in page.content.decode()
    assert "2 trous de services derrière" in texte(client.get(chemin("I-22")))
    assert "1 famille derrière" in texte(client.get(chemin("I-20.logement")))


@pytest.mark.parametrize("qui", ["inconnue", "comite", "administration"])
def test_nobody_else_does(qui, request, client_de, activite):
    client = client_de(request.getfixturevalue(qui))
    for adresse_ in (chemin("I-19"), chemin("I-22"), TOILE):
        assert client.get(adresse_).status_code == 404


@pytest.mark.parametrize("identifiant", ["I-999", "I-03", "I-13.lune", "I-22o.logement"])
def test_a_figure_without_a_list_has_no_page(identifiant, client_de, gestionnaire, territoire):
    assert client_de(gestionnaire).get(chemin(identifiant)).status_code == 404


def test_a_figure_knows_where_its_rows_are(chiffres):
    assert adresse(chiffres["I-01"].indicateur, "ici", HIVER).startswith(f"{TABLEAU}familles/I-01/")
    assert adresse(chiffres["I-19"].indicateur, "ici", HIVER) == chemin("I-19")
    assert adresse(chiffres["I-41"].indicateur, "ici", HIVER) == ""


def test_lines_of_the_dashboard_s_charts_lead_to_their_rows(client_de, gestionnaire, activite):
    page = client_de(gestionnaire).get(f"{TABLEAU}?{HIVER.parametres}").content.decode()
    for identifiant in ("I-19", "I-22.logement", "I-20.logement"):
        assert f'href="{chemin(identifiant).replace("&", "&amp;")}"' in page


def test_dashboard_leads_to_the_report_of_its_periode(client_de, gestionnaire, activite, hiver):
    client = client_de(gestionnaire)
    lien = reverse("rapports:rapport", args=[hiver.pk, "ici"])
    assert f'href="{lien}"' in client.get(f"{TABLEAU}?{HIVER.parametres}").content.decode()
    libres = client.get(f"{TABLEAU}?debut=2024-01-02&fin=2024-01-31").content.decode()
    assert f'href="{lien}"' not in libres


def test_a_list_costs_the_same_for_one_and_twenty_rows(
    client_de, gestionnaire, territoire, ptp, activite, django_assert_num_queries
):
    client = client_de(gestionnaire)
    with CaptureQueriesContext(connection) as avant:
        client.get(chemin("I-19"))
    for rang in range(17):
        accompagner(territoire, ptp, alias=f"autre {rang}")
    with django_assert_num_queries(len(avant)):
        client.get(chemin("I-19"))


# --- The toile ------------------------------------------------------------------------------------


def test_toile_names_the_partenaires_and_leads_to_their_fiche(client_de, gestionnaire, activite):
    page = client_de(gestionnaire).get(TOILE)
    graphique = page.context["graphique"]
    partenaires = Partenaire.objects.filter(pk__in=Referencement.objects.values("partenaire"))
    assert [ligne.libelle for ligne in graphique.lignes] == [p.nom for p in partenaires]
    assert all(reverse("partenaires:fiche", args=[p.pk]) in texte_brut(page) for p in partenaires)
    assert [v.texte for v in graphique.lignes[0].valeurs[:2]] == ["1", "0"]


def texte_brut(page):
    return page.content.decode()


def test_toile_is_drawn_the_same_each_time(client_de, gestionnaire, activite):
    client = client_de(gestionnaire)
    dessins = {client.get(TOILE).context["graphique"].dessin for _ in range(2)}
    assert len(dessins) == 1


def test_empty_toile_says_how_to_weave_it(client_de, gestionnaire, territoire):
    page = client_de(gestionnaire).get(TOILE)
    assert "tisse la toile" in texte(page)

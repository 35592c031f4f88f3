"""Choosing a partenaire among thousands, in the forms of activites and of reception."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activites.models import ActiviteReseautage, DemandeHorsMandat
from partenaires.choix import NOMBRE
from tests.partenaires.factories import PartenaireFactory

from .test_views import CLE, ENVOIS, TEMPS, ligne

pytestmark = pytest.mark.django_db
CHAMPS = {
    "activites:reseautage_consigner": "partenaires",
    "activites:hors_mandat_consigner": "partenaire",
    "referencements:recevoir": "partenaire",
}


@pytest.fixture
def client_ptp(client_de, ptp):
    return client_de(ptp)


@pytest.fixture
def cible(territoire):
    return PartenaireFactory(nom="Maison des Érables", territoires=[territoire])


@pytest.fixture
def autres(territoire):
    noms = [f"Comptoir {chr(65 + i)}" for i in range(NOMBRE)]
    return [PartenaireFactory(nom=nom, territoires=[territoire]) for nom in noms]


def proposes(reponse):
    return [p.partenaire.nom for p in reponse.context["form"].propositions]


@pytest.mark.parametrize("page", CHAMPS)
def test_search_fills_the_form_again_and_judges_nothing(page, cible, autres, client_ptp):
    assert cible.nom not in proposes(client_ptp.get(reverse(page)))
    envoi = {"cle": CLE, "note": "Ma note fictive", "chercher": "partenaire", "q": "maizon erable"}
    reponse = client_ptp.post(reverse(page), envoi)
    assert reponse.status_code == 200
    assert proposes(reponse) == [cible.nom]
    html = reponse.content.decode()
    assert "Ma note fictive" in html
    assert f'value="{CLE}"' in html
    assert "à corriger" not in html


@pytest.mark.parametrize(("page", "champ"), CHAMPS.items())
def test_the_one_chosen_stays_ticked_and_first(page, champ, cible, autres, client_ptp):
    envoi = {champ: cible.pk, "chercher": "partenaire", "q": "comptoir"}
    premiere, *trouvees = client_ptp.post(reverse(page), envoi).context["form"].propositions
    assert (premiere.partenaire, premiere.choisie) == (cible, True)
    assert [p.partenaire for p in trouvees] == autres


@pytest.mark.parametrize("page", CHAMPS)
def test_script_gets_what_was_found_alone(page, cible, client_ptp):
    entetes = {"HX-Request": "true"}
    envoi = {"chercher": "partenaire", "q": "érables"}
    html = client_ptp.post(reverse(page), envoi, headers=entetes).content.decode()
    assert cible.nom in html
    assert "<form" not in html


@pytest.mark.parametrize("page", CHAMPS)
def test_a_long_directory_costs_the_same(page, territoire, client_ptp):
    nombres = []
    for combien in (NOMBRE, 50):
        for _ in range(combien):
            PartenaireFactory(territoires=[territoire])
        with CaptureQueriesContext(connection) as capture:
            reponse = client_ptp.get(reverse(page))
        nombres.append((len(capture), len(proposes(reponse))))
    assert nombres[0] == nombres[1]


def test_one_searches_on_a_stale_page_and_it_stays_stale(cible, ptp, territoire, client_ptp):
    activite = ligne("hors_mandat", ptp, territoire)
    DemandeHorsMandat.objects.update(version=2, partenaire=cible)
    page = reverse("activites:hors_mandat_modifier", args=[activite.pk])
    envoi = TEMPS | ENVOIS["hors_mandat"][1] | {"territoire": territoire.pk, "version": "1"}
    recherche = client_ptp.post(page, envoi | {"chercher": "partenaire", "q": "érables"})
    assert recherche.context["form"]["version"].value() == "1"
    refus = client_ptp.post(page, envoi | {"q": "érables"})
    assert refus.status_code == 409
    (ecart,) = [e for e in refus.context["form"].ecarts if "Maison" in e.actuel]
    assert (ecart.actuel, ecart.soumis) == ("Maison des Érables", "vide")


def test_the_one_named_then_closed_stays_with_its_activity(cible, ptp, territoire, client_ptp):
    activite = ligne("reseautage", ptp, territoire)
    activite.partenaires.add(cible)
    type(cible).objects.update(actif=False)
    page = reverse("activites:reseautage_modifier", args=[activite.pk])
    assert proposes(client_ptp.get(page)) == [cible.nom]
    envoi = TEMPS | ENVOIS["reseautage"][1] | {"territoire": territoire.pk, "version": "1"}
    assert client_ptp.post(page, envoi | {"partenaires": [cible.pk]}).status_code == 302
    assert list(ActiviteReseautage.objects.get().partenaires.all()) == [cible]


@pytest.mark.parametrize("valeur", ["99999999999999999999", "a\x00b", "²", "-1", "٣", "x" * 5000])
@pytest.mark.parametrize("bouton", [{}, {"chercher": "partenaire"}], ids=["consigner", "chercher"])
@pytest.mark.parametrize(("page", "champ"), CHAMPS.items())
def test_foolish_choice_is_no_choice(page, champ, bouton, valeur, client_ptp):
    for nom in (champ, "q"):
        reponse = client_ptp.post(reverse(page), {"cle": CLE, nom: valeur} | bouton)
        assert reponse.status_code == (200 if bouton else 422)

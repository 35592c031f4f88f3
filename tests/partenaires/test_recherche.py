"""Finding an organisme: words, filters, pages; nothing grows with the directory but its pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partenaires.models import Partenaire
from partenaires.recherche import par_texte
from tests.comptes.factories import AffectationFactory
from tests.partenaires.factories import OffreServiceFactory, PartenaireFactory

pytestmark = pytest.mark.django_db
LISTE = reverse("partenaires:liste")


def noms(reponse):
    return [partenaire.nom for partenaire in reponse.context["page"]]


def trouves(texte):
    return [partenaire.nom for partenaire in par_texte(Partenaire.objects.all(), texte)]


@pytest.mark.parametrize(
    "filtres",
    [
        {"q": "erable"},
        {"q": "Maizon des Érables"},
        {"q": "répit"},
        {"besoin": "repit"},
        {"besoin": "repit", "capacite": "disponible"},
        {"secteur": "logement"},
        {"nature": "public"},
        {"langue": "ar"},
        {"langue": "ht"},
        {"a_confirmer": "on"},
    ],
)
def test_list_finds_by_words_need_secteur_nature_capacity_language_and_freshness(
    filtres, territoire, ptp, client_de
):
    voulu = PartenaireFactory(
        nom="Maison des Érables",
        nature="public",
        secteur_id="logement",
        langues="Français / ARABE, Creole haitien",
        confirme_le="2020-01-01",
        territoires=[territoire],
    )
    OffreServiceFactory(partenaire=voulu, type_besoin_id="repit", capacite="disponible")
    autre = PartenaireFactory(
        nom="Comptoir", description="Cours d’arabe", territoires=[territoire], langues="français"
    )
    OffreServiceFactory(partenaire=autre, type_besoin_id="logement", capacite="disponible")
    assert noms(client_de(ptp).get(LISTE, filtres)) == ["Maison des Érables"]


def test_need_and_capacity_are_those_of_one_same_service(territoire, ptp, client_de):
    partenaire = PartenaireFactory(territoires=[territoire])
    OffreServiceFactory(partenaire=partenaire, type_besoin_id="repit", capacite="complet")
    OffreServiceFactory(partenaire=partenaire, type_besoin_id="logement", capacite="disponible")
    filtres = {"besoin": "repit", "capacite": "disponible"}
    assert noms(client_de(ptp).get(LISTE, filtres)) == []


def test_one_of_her_territoires_shows_what_serves_it_and_what_serves_everywhere(
    territoire, autre_territoire, ptp, client_de
):
    assert "territoire" not in client_de(ptp).get(LISTE).context["form"].fields
    AffectationFactory(utilisateur=ptp, territoire=autre_territoire)
    PartenaireFactory(nom="D’ici", territoires=[territoire])
    PartenaireFactory(nom="D’ailleurs", territoires=[autre_territoire])
    PartenaireFactory(nom="Partout", dans_tout_le_reseau=True)
    reponse = client_de(ptp).get(LISTE, {"territoire": territoire.pk})
    assert noms(reponse) == ["D’ici", "Partout"]


def test_words_are_found_wherever_they_are_said_and_names_come_first():
    PartenaireFactory(nom="Autre", description="Des couches et du lait")
    PartenaireFactory(nom="Les couches du cœur")
    PartenaireFactory(nom="Rien à voir")
    assert trouves("COUCHES") == ["Les couches du cœur", "Autre"]
    assert trouves("coeur couche") == ["Les couches du cœur"]


def test_typing_errors_are_forgiven_when_nothing_says_it_exactly():
    PartenaireFactory(nom="Maison de la famille Bellechasse", description="Halte-garderie")
    assert trouves("famile belchasse") == ["Maison de la famille Bellechasse"]
    assert trouves("zzzz") == []
    assert trouves("?!") == []


def test_a_long_text_is_cut_rather_than_refused():
    PartenaireFactory(nom="a b c d e f g h")
    assert trouves(" ".join("abcdefgh" * 200)) == ["a b c d e f g h"]


def test_what_is_searched_follows_what_is_written():
    un, deux = PartenaireFactory(nom="Ancien nom"), PartenaireFactory(nom="Vieux nom")
    un.nom = "Étoile"
    un.save()
    deux.nom = "Comète"
    Partenaire.objects.bulk_update([deux], ["nom"])
    Partenaire.objects.bulk_create([Partenaire(nom="Planète", nature="oca", secteur_id="logement")])
    assert [trouves(mot) for mot in ("etoile", "comete", "planete", "ancien", "vieux")] == [
        ["Étoile"],
        ["Comète"],
        ["Planète"],
        [],
        [],
    ]


def test_names_are_ordered_as_people_read_them(territoire, ptp, client_de):
    for nom in ("Zeste", "Érables", "abri", "Fanal"):
        PartenaireFactory(nom=nom, territoires=[territoire])
    assert noms(client_de(ptp).get(LISTE)) == ["abri", "Érables", "Fanal", "Zeste"]


def test_list_refuses_a_filter_that_is_not_in_the_list(partenaire, ptp, client_de):
    for filtre in ("secteur", "langue"):
        assert client_de(ptp).get(LISTE, {filtre: "inconnu"}).status_code == 422


@pytest.mark.parametrize("q", ["organisme", "organysme", "", "fictif besoin alimentation"])
def test_list_costs_the_same_for_one_and_ten(q, territoire, ptp, client_de):
    def mesurer():
        client = client_de(ptp)
        with CaptureQueriesContext(connection) as requetes:
            client.get(LISTE, {"q": q, "langue": "fr"})
        return len(requetes)

    def ajouter():
        OffreServiceFactory(
            partenaire=PartenaireFactory(territoires=[territoire], langues="français")
        )

    ajouter()
    un = mesurer()
    for _ in range(9):
        ajouter()
    assert mesurer() == un


def test_search_holds_for_more_organismes_than_a_statement_takes(territoire, ptp, client_de):
    lien = Partenaire.territoires.through
    crees = Partenaire.objects.bulk_create(
        Partenaire(nom=f"Organisme {n}", nature="oca", secteur_id="logement") for n in range(3000)
    )
    lien.objects.bulk_create(lien(partenaire=p, territoire=territoire) for p in crees)
    reponse = client_de(ptp).get(LISTE, {"q": "organizme", "page": "60"})
    assert reponse.context["page"].paginator.count == 3000
    assert len(noms(reponse)) == 50

"""The week of a PTP: the same figures for her and her gestionnaire, and what is behind each."""

from datetime import date

import pytest
from django.urls import reverse

from activites.models import ActiviteDemarchage, ActiviteReseautage, DemandeHorsMandat
from comptes.models import Role
from partenaires.models import Partenaire
from rapports.models import Periode
from rapports.semaine import Depuis, Semaine, Temps, compter_hors_mandat, entrees
from tests.comptes.factories import AffectationFactory
from tests.familles.factories import AccompagnementFactory, FamilleFactory, InterventionFactory

LUNDI, MARDI, DIMANCHE = date(2024, 4, 29), date(2024, 4, 30), date(2024, 5, 5)
SEMAINE = Semaine(LUNDI)


@pytest.fixture
def affectation(ptp):
    ptp.affectations.update(heures_semaine=32)
    return ptp.affectations.get()


@pytest.fixture
def travail(ptp, territoire):
    """A week with something of each source; the weeks around it have something too."""
    saisie = {"saisie_par": ptp, "territoire": territoire}
    famille = FamilleFactory(alias="la famille du parc", **saisie)
    episode = AccompagnementFactory(famille=famille)
    action = {"famille": famille, "saisie_par": ptp, "accompagnement": episode}
    InterventionFactory(date=LUNDI, duree_min=45, deplacement_min=50, meteo_min=20, **action)
    InterventionFactory(date=DIMANCHE, duree_min=30, type_action="informer", **action)
    InterventionFactory(date=date(2024, 4, 28), duree_min=500, **action)
    InterventionFactory(date=date(2024, 5, 6), duree_min=500, **action)
    ActiviteDemarchage.objects.create(strategie_id="parcs", date=MARDI, duree_min=90, **saisie)
    ActiviteReseautage.objects.create(
        objet="Table", type_action="espaces_dialogue", date=MARDI, duree_min=120, **saisie
    )
    ecole = Partenaire.objects.create(nom="École fictive", nature="public", secteur_id="logement")
    for jour, partenaire in ((MARDI, ecole), (date(2024, 4, 2), ecole), (date(2024, 5, 1), None)):
        DemandeHorsMandat.objects.create(
            nature="traduction", partenaire=partenaire, date=jour, duree_min=60, **saisie
        )


def test_week_starts_on_monday_whatever_the_day():
    assert {Semaine.de(jour) for jour in SEMAINE.jours} == {SEMAINE}
    assert str(SEMAINE) == "du 29\u00a0avril au 5\u00a0mai 2024"
    assert str(Semaine(date(2024, 4, 1))) == "du 1er au 7\u00a0avril 2024"


def test_time_by_nature_travel_and_delays_apart(travail, affectation):
    temps = Temps.de(affectation, SEMAINE)
    assert {rangee.nature: rangee.total for rangee in temps.rangees} == {
        "demarchage": 90,
        "lien_confiance": 45,
        "informer": 30,
        "espaces_dialogue": 120,
        "hors_mandat": 120,
        "deplacement": 30,
        "meteo": 20,
    }
    assert [minutes for _, minutes in temps.jours] == [95, 270, 60, 0, 0, 0, 30]
    assert temps.total == 455


def test_what_another_logged_or_elsewhere_is_not_hers(travail, affectation, inconnue, territoire):
    avant = Temps.de(affectation, SEMAINE).total
    InterventionFactory(
        famille=FamilleFactory(territoire=territoire), date=LUNDI, saisie_par=inconnue
    )
    InterventionFactory(famille=FamilleFactory(), date=LUNDI, saisie_par=affectation.utilisateur)
    assert Temps.de(affectation, SEMAINE).total == avant


def test_queries_do_not_grow_with_entries(
    travail, affectation, client_de, ptp, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):
        Temps.de(affectation, SEMAINE)
        compter_hors_mandat(affectation, [Depuis("", LUNDI)], DIMANCHE)


def test_hors_mandat_by_who_asked_and_nature_in_three_windows(travail, affectation):
    depuis = [Depuis("", jour) for jour in (LUNDI, date(2024, 5, 1), date(2024, 4, 1))]
    compteur = compter_hors_mandat(affectation, depuis, DIMANCHE)
    assert [(m.nombre, m.minutes) for m in compteur.total] == [(2, 120), (1, 60), (3, 180)]
    assert [
        (qui, [mesure.nombre for mesure in mesures]) for qui, mesures in compteur.par_partenaire
    ] == [("École fictive", [1, 0, 2]), ("personne de nommé", [1, 1, 1])]
    assert [nature for nature, _ in compteur.par_nature] == ["Traduction, interprétation"]


@pytest.mark.parametrize(
    ("nature", "attendues"),
    [
        ("lien_confiance", [("la famille du parc", 45)]),
        ("demarchage", [("Présence dans les parcs", 90)]),
        ("meteo", [("la famille du parc", 45)]),
        ("deplacement", [("la famille du parc", 45)]),
        ("hors_mandat", [("Traduction, interprétation", 60)] * 2),
        ("reperage", []),
    ],
)
def test_each_figure_leads_to_its_entries(travail, affectation, nature, attendues):
    lues = entrees(affectation, nature, LUNDI, DIMANCHE)
    assert [(entree.titre.split(",")[0], entree.minutes) for entree in lues] == [
        (titre.split(",")[0], minutes) for titre, minutes in attendues
    ]


def test_ptp_and_gestionnaire_read_the_same_figures(
    travail, affectation, client_de, ptp, gestionnaire
):
    adresse = reverse("rapports:semaine", args=[affectation.pk]) + "?du=2024-05-02"
    pages = [client_de(personne).get(adresse).content.decode() for personne in (ptp, gestionnaire)]
    for page in pages:
        assert "mêmes chiffres" in page
        assert "7\u00a0h\u00a035" in page  # in all
        assert "32 heures par semaine" in page
        assert "École fictive" in page
    assert "Votre gestionnaire voit cette même page" in pages[0]
    assert "Maude voit cette même page" in pages[1]


def test_empty_week_says_why(affectation, client_de, ptp):
    page = client_de(ptp).get(reverse("rapports:semaine", args=[affectation.pk]))
    assert "Rien de consigné cette semaine-là" in page.content.decode()


@pytest.mark.parametrize("du", ["", "hier", "9999-12-31", "0001-01-01", "2024-13-01"])
def test_a_day_that_is_none_shows_this_week(affectation, client_de, ptp, du):
    adresse = reverse("rapports:semaine", args=[affectation.pk])
    reponse = client_de(ptp).get(adresse, {"du": du})
    assert reponse.status_code == 200
    assert "En cours" in reponse.content.decode()


def test_list_behind_a_figure_leads_to_the_famille(travail, affectation, client_de, gestionnaire):
    adresse = reverse("rapports:semaine_lignes", args=[affectation.pk, "lien_confiance"])
    page = client_de(gestionnaire).get(adresse, {"du": "2024-04-29"}).content.decode()
    assert "la famille du parc" in page
    assert "20\u00a0min de retard" in page


def test_colleague_and_stranger_do_not_see_her_week(
    affectation, client_de, inconnue, territoire, comite
):
    collegue = AffectationFactory(territoire=territoire).utilisateur
    for personne in (collegue, inconnue, comite):
        reponse = client_de(personne).get(reverse("rapports:semaine", args=[affectation.pk]))
        assert reponse.status_code == 404


def test_ma_semaine_leads_to_hers_or_lets_her_choose(affectation, client_de, ptp, autre_territoire):
    client = client_de(ptp)
    reponse = client.get(reverse("rapports:semaines"))
    assert reponse.url == reverse("rapports:semaine", args=[affectation.pk])
    AffectationFactory(utilisateur=ptp, territoire=autre_territoire, role=Role.PTP)
    page = client_de(ptp).get(reverse("rapports:semaines")).content.decode()
    assert "Territoire d’ici" in page
    assert "Territoire d’ailleurs" in page


def test_period_that_covers_the_week_is_the_one_counted_from(travail, affectation, client_de, ptp):
    Periode.objects.create(libelle="Printemps", debut=date(2024, 4, 1), fin=date(2024, 6, 30))
    adresse = reverse("rapports:semaine", args=[affectation.pk])
    page = client_de(ptp).get(adresse, {"du": "2024-04-29"}).content.decode()
    assert "Période, depuis le 1er\u00a0avril 2024" in page
    assert "3\u00a0demandes, 3\u00a0h" in page

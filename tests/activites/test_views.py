from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activites.models import (
    ActiviteDemarchage,
    ActiviteReseautage,
    Composante,
    DemandeHorsMandat,
    TypeAction,
)
from partenaires.models import Partenaire
from tests.territoires.factories import TerritoireFactory

CLE = "0b0e9e0e-3a0a-4a53-9d6b-4d6e2f7a1c01"
TEMPS = {"cle": CLE, "date": "2024-03-01", "duree_min": "60"}
ENVOIS = {
    "demarchage": (
        ActiviteDemarchage,
        {
            "strategie": "parcs",
            "lieu": "Parc fictif",
            "nb_familles_rencontrees": "4",
            "nb_familles_reperees": "1",
        },
    ),
    "reseautage": (ActiviteReseautage, {"type_action": "espaces_dialogue", "objet": "Table"}),
    "hors_mandat": (DemandeHorsMandat, {"nature": "traduction"}),
}


@pytest.fixture
def client_ptp(client_de, ptp):
    return client_de(ptp)


def consigner(client, genre, territoire, **champs):
    envoi = {**TEMPS, **ENVOIS[genre][1], "territoire": territoire.pk, **champs}
    return client.post(reverse(f"activites:{genre}_consigner"), envoi)


def ligne(genre, ptp, territoire):
    modele, _ = ENVOIS[genre]
    champs = {
        "demarchage": {"strategie_id": "parcs"},
        "reseautage": {"objet": "Table", "type_action": "espaces_dialogue"},
        "hors_mandat": {"nature": "transport"},
    }
    return modele.objects.create(
        territoire=territoire, saisie_par=ptp, date=date(2024, 3, 1), duree_min=60, **champs[genre]
    )


# --- Logging ------------------------------------------------------------------------------------


@pytest.mark.parametrize("genre", ENVOIS)
def test_activity_is_logged_once_whatever_the_clicks(client_ptp, ptp, territoire, genre):
    assert client_ptp.get(reverse(f"activites:{genre}_consigner")).status_code == 200
    for _ in range(2):
        reponse = consigner(client_ptp, genre, territoire)
        assert reponse.url == reverse("activites:journal") + "?mois=2024-03"
    activite = ENVOIS[genre][0].objects.get()
    assert (activite.saisie_par, activite.territoire) == (ptp, territoire)
    assert (activite.duree_min, activite.deplacement_min) == (60, 0)


@pytest.mark.parametrize("genre", ENVOIS)
def test_refused_activity_keeps_what_was_typed(client_ptp, territoire, genre):
    reponse = consigner(client_ptp, genre, territoire, duree_min="", note="Ma note fictive")
    assert reponse.status_code == 422
    assert "Ma note fictive" in reponse.content.decode()
    assert not ENVOIS[genre][0].objects.exists()


@pytest.mark.parametrize("genre", ENVOIS)
def test_activity_to_come_is_refused(client_ptp, territoire, genre):
    assert consigner(client_ptp, genre, territoire, date="2999-01-01").status_code == 422


@pytest.mark.parametrize("genre", ENVOIS)
def test_activity_is_logged_only_where_one_works(client_ptp, autre_territoire, genre):
    assert consigner(client_ptp, genre, autre_territoire).status_code == 422
    assert not ENVOIS[genre][0].objects.exists()


def test_familles_reperees_are_among_those_met(client_ptp, territoire):
    reponse = consigner(client_ptp, "demarchage", territoire, nb_familles_reperees="9")
    assert reponse.status_code == 422
    assert "elles ne peuvent être plus nombreuses" in reponse.content.decode()


@pytest.mark.parametrize("nombre", ["1000", "99999999999", "9" * 25])
def test_familles_met_are_a_human_number(client_ptp, territoire, nombre):
    reponse = consigner(client_ptp, "demarchage", territoire, nb_familles_rencontrees=nombre)
    assert reponse.status_code == 422
    assert "On ne rencontre pas plus de 999 familles" in reponse.content.decode()


def test_reseautage_asks_in_a_few_words_and_presumes_nothing(client_ptp):
    form = client_ptp.get(reverse("activites:reseautage_consigner")).context["form"]
    assert [str(mot) for _, mot in form.fields["type_action"].choices] == [
        "Suivi auprès d’un partenaire",
        "Adaptation des pratiques",
        "Espace de dialogue",
    ]
    assert not form["type_action"].value()


@pytest.mark.parametrize("autre", ["", "0", "9999"])
def test_wrong_other_duration_is_said_once(client_ptp, territoire, autre):
    reponse = consigner(client_ptp, "hors_mandat", territoire, duree_min="0", duree_autre=autre)
    assert reponse.status_code == 422
    assert list(reponse.context["form"].errors) == ["duree_autre"]


def test_partenaires_of_elsewhere_cannot_be_named(client_ptp, territoire, autre_territoire):
    ailleurs = Partenaire.objects.create(nom="Ailleurs", nature="oca", secteur_id="logement")
    ailleurs.territoires.add(autre_territoire)
    ici = Partenaire.objects.create(nom="Ici", nature="oca", secteur_id="logement")
    ici.territoires.add(territoire)
    refus = consigner(client_ptp, "reseautage", territoire, partenaires=[ailleurs.pk])
    assert refus.status_code == 422
    refus = consigner(client_ptp, "hors_mandat", territoire, partenaire=ailleurs.pk)
    assert refus.status_code == 422
    consigner(client_ptp, "reseautage", territoire, partenaires=[ici.pk])
    assert list(ActiviteReseautage.objects.get().partenaires.all()) == [ici]


def test_territoire_is_asked_only_of_who_works_in_several(client_ptp, ptp):
    page = reverse("activites:hors_mandat_consigner")
    assert 'type="hidden" name="territoire"' in client_ptp.get(page).content.decode()
    ptp.affectations.create(role="ptp", territoire=TerritoireFactory())
    assert '<select name="territoire"' in client_ptp.get(page).content.decode()


# --- Editing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("genre", ENVOIS)
def test_one_edits_ones_own_activity(client_ptp, ptp, territoire, genre):
    activite = ligne(genre, ptp, territoire)
    url = reverse(f"activites:{genre}_modifier", args=[activite.pk])
    envoi = {**TEMPS, **ENVOIS[genre][1], "territoire": territoire.pk, "version": "1"}
    assert client_ptp.get(url).status_code == 200
    assert client_ptp.post(url, {**envoi, "note": "Corrigé"}).status_code == 302
    assert client_ptp.post(url, {**envoi, "note": "Trop tard"}).status_code == 409
    activite.refresh_from_db()
    assert (activite.note, activite.version) == ("Corrigé", 2)


@pytest.mark.parametrize("genre", ENVOIS)
def test_nobody_edits_the_activity_of_another(
    client_de, ptp, territoire, inconnue, gestionnaire, genre
):
    activite = ligne(genre, ptp, territoire)
    url = reverse(f"activites:{genre}_modifier", args=[activite.pk])
    collegue = inconnue
    collegue.affectations.create(role="ptp", territoire=territoire)
    for personne in (collegue, gestionnaire):
        assert client_de(personne).get(url).status_code == 404
        assert client_de(personne).post(url, {"version": "1"}).status_code == 404


def test_unusual_duration_is_shown_again(client_ptp, ptp, territoire):
    activite = ligne("hors_mandat", ptp, territoire)
    DemandeHorsMandat.objects.update(duree_min=75)
    page = client_ptp.get(reverse("activites:hors_mandat_modifier", args=[activite.pk]))
    assert 'value="75"' in page.content.decode()


# --- Journal ------------------------------------------------------------------------------------


JOURNAL = "/activites/"


def test_journal_shows_a_month_of_the_territoire(
    client_ptp, client_de, gestionnaire, ptp, territoire
):
    for genre in ENVOIS:
        ligne(genre, ptp, territoire)
    page = client_ptp.get(JOURNAL, {"mois": "2024-03"})
    assert len(page.context["lignes"]) == 3
    assert page.context["minutes"] == 180
    assert all(ligne.url for ligne in page.context["lignes"])
    assert not client_ptp.get(JOURNAL, {"mois": "2024-04"}).context["lignes"]
    lecture = client_de(gestionnaire).get(JOURNAL, {"mois": "2024-03"})
    assert len(lecture.context["lignes"]) == 3
    assert not any(ligne.url for ligne in lecture.context["lignes"])


def test_stranger_sees_nothing_of_it(client_de, inconnue, ptp, territoire):
    ligne("demarchage", ptp, territoire)
    assert not client_de(inconnue).get(JOURNAL, {"mois": "2024-03"}).context["lignes"]


@pytest.mark.parametrize("mois", ["n’importe quoi", "0001-01", "9999-12", "2024-13"])
def test_unreadable_month_is_this_one(client_ptp, mois):
    page = client_ptp.get(JOURNAL, {"mois": mois})
    assert page.context["debut"] == timezone.localdate().replace(day=1)


def test_journal_costs_the_same_for_one_and_ten(client_ptp, ptp, territoire):
    nombres = []
    for combien in (1, 9):
        for _ in range(combien):
            for genre in ENVOIS:
                ligne(genre, ptp, territoire)
        with CaptureQueriesContext(connection) as capture:
            client_ptp.get(JOURNAL, {"mois": "2024-03"})
        nombres.append(len(capture))
    assert nombres[0] == nombres[1]


# --- Models -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("modele", "champs", "message"),
    [
        (ActiviteDemarchage, {"nb_familles_reperees": 1}, "Les familles repérées sont parmi"),
        (ActiviteDemarchage, {"nb_familles_rencontrees": 1000}, "plus de 999 familles"),
        (ActiviteReseautage, {"type_action": "informer"}, "Choisissez un type d’action"),
        (DemandeHorsMandat, {"duree_min": 0}, "Une durée va de 1 minute"),
    ],
)
def test_violated_constraint_says_so_in_french(db, modele, champs, message):
    activite = modele(**{"duree_min": 5, **champs})
    with pytest.raises(ValidationError) as refus:
        activite.validate_constraints()
    assert any(message in texte for texte in refus.value.messages)


def test_nine_actions_are_in_three_components():
    par_composante = {c: [a for a in TypeAction if a.composante is c] for c in Composante}
    assert [len(actions) for actions in par_composante.values()] == [3, 3, 3]
    assert TypeAction.INFORMER.composante is Composante.SOUTIEN
    assert all(action.court for action in TypeAction)


@pytest.mark.parametrize("genre", ENVOIS)
@pytest.mark.parametrize(("route", "attendu"), [("", (30, 30)), ("75", (75, 30))])
def test_delay_is_one_tap_and_part_of_the_travel(client_ptp, territoire, genre, route, attendu):
    consigner(client_ptp, genre, territoire, deplacement_min=route, meteo_min="30")
    activite = ENVOIS[genre][0].objects.get()
    assert (activite.deplacement_min, activite.meteo_min) == attendu


def test_delay_longer_than_the_travel_is_refused(client_ptp, territoire):
    reponse = consigner(client_ptp, "demarchage", territoire, deplacement_min="15", meteo_min="30")
    assert reponse.status_code == 422
    assert "il ne peut être plus long" in reponse.content.decode()


def test_delay_of_another_length_stays_when_the_entry_is_corrected(client_ptp, ptp, territoire):
    activite = ligne("hors_mandat", ptp, territoire)
    DemandeHorsMandat.objects.update(deplacement_min=40, meteo_min=22)
    page = client_ptp.get(reverse("activites:hors_mandat_modifier", args=[activite.pk]))
    assert page.context["form"]["meteo_min"].value() == 22
    assert "22\u00a0min" in page.content.decode()

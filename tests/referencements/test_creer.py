"""Opening a référencement, in either direction."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from familles.recherche import RECENTES
from referencements.models import Referencement
from tests.familles.factories import BesoinFactory, FamilleFactory
from tests.partenaires.factories import OffreServiceFactory, PartenaireFactory
from tests.referencements.factories import LE, referencement_sortant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_le_9_mars")]
CREER, RECEVOIR = reverse("referencements:creer"), reverse("referencements:recevoir")


@pytest.fixture
def _le_9_mars():
    with time_machine.travel(date(2026, 3, 9), tick=False):
        yield


def envoi(famille, *partenaires, **champs):
    return {
        "cle": str(uuid4()),
        "famille": famille.pk,
        "type_besoin": "alimentation",
        "partenaires": [partenaire.pk for partenaire in partenaires],
        "accord": "oui",
        "mode": "appel_en_presence",
        "date_mediation": "2026-03-02",
        "suivi_prevu_le": "2026-03-20",
        "note": "Préfère le matin",
    } | champs


def reception(partenaire, **champs):
    return {
        "cle": str(uuid4()),
        "partenaire": partenaire.pk,
        "motif_entrant": "fermeture_dossier",
        "type_besoin": "logement",
        "date_mediation": "2026-03-02",
        "note": "Deux jeunes enfants",
    } | champs


def proposes(reponse):
    return [p.partenaire.nom for p in reponse.context["form"].propositions]


# --- Sortants -------------------------------------------------------------------------------------


def test_contact_made_with_an_agreeing_famille_counts_at_once(famille, partenaire, ptp, client_de):
    reponse = client_de(ptp).post(CREER, envoi(famille, partenaire))
    referencement = Referencement.objects.get()
    assert reponse.url == reverse("referencements:fiche", args=[referencement.pk])
    assert (referencement.etat, referencement.mode) == ("mediation_faite", "appel_en_presence")
    assert (referencement.date_mediation, referencement.suivi_prevu_le) == (LE, date(2026, 3, 20))
    assert referencement.accompagnement is not None


def test_next_follow_up_is_today_or_later(famille, partenaire, ptp, client_de):
    page = client_de(ptp).post(CREER, envoi(famille, partenaire, suivi_prevu_le="2026-03-06"))
    assert page.status_code == 422
    assert "aujourd’hui ou plus tard" in page.content.decode()
    assert not Referencement.objects.exists()


@pytest.mark.parametrize(
    ("accord", "etat"),
    [("oui", "consentie"), ("non", "declinee_famille"), ("pas_encore", "discutee")],
)
def test_consent_is_recorded_on_the_spot(accord, etat, famille, partenaire, ptp, client_de):
    donnees = envoi(famille, partenaire, accord=accord, mode="", date_mediation="")
    client_de(ptp).post(CREER, donnees)
    assert Referencement.objects.get().etat == etat


def test_several_organismes_are_rows_of_one_demarche(famille, partenaire, ptp, client_de):
    autre = PartenaireFactory(territoires=[famille.territoire])
    client_de(ptp).post(CREER, envoi(famille, partenaire, autre))
    rows = Referencement.objects.all()
    assert {row.partenaire for row in rows} == {partenaire, autre}
    assert len({row.demarche for row in rows}) == 1
    assert {row.etat for row in rows} == {"mediation_faite"}


def test_double_submit_opens_one(famille, partenaire, ptp, client_de):
    client, donnees = client_de(ptp), envoi(famille, partenaire)
    premiere, seconde = client.post(CREER, donnees), client.post(CREER, donnees)
    assert premiere.url == seconde.url
    assert Referencement.objects.count() == 1


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"partenaires": []}, "partenaires"),
        ({"accord": "non"}, "accord"),
        ({"mode": ""}, "mode"),
        ({"date_mediation": ""}, "date_mediation"),
        ({"date_mediation": "2026-03-10"}, "date_mediation"),
        ({"type_besoin": "inexistant"}, "type_besoin"),
    ],
)
def test_refused_form_keeps_what_was_typed(champs, champ, famille, partenaire, ptp, client_de):
    reponse = client_de(ptp).post(CREER, envoi(famille, partenaire, **champs))
    assert reponse.status_code == 422
    assert champ in reponse.context["form"].errors
    assert "Préfère le matin" in reponse.content.decode()
    assert not Referencement.objects.exists()


def test_partenaire_ticked_stays_ticked_when_the_rest_is_refused(
    famille, partenaire, ptp, client_de
):
    reponse = client_de(ptp).post(CREER, envoi(famille, partenaire, accord=""))
    (proposition,) = reponse.context["form"].propositions
    assert proposition.choisie


@pytest.mark.parametrize("champ", ["famille", "partenaires"])
def test_rows_of_elsewhere_are_refused(
    champ, famille, famille_d_ailleurs, partenaire, partenaire_d_ailleurs, ptp, client_de
):
    etrangers = {"famille": famille_d_ailleurs.pk, "partenaires": [partenaire_d_ailleurs.pk]}
    donnees = envoi(famille, partenaire) | {champ: etrangers[champ]}
    reponse = client_de(ptp).post(CREER, donnees)
    assert reponse.status_code == 422
    assert champ in reponse.context["form"].errors
    assert partenaire_d_ailleurs.nom not in reponse.content.decode()
    assert not Referencement.objects.exists()


def test_address_of_a_famille_and_her_besoin_fills_the_form(famille, ptp, client_de):
    besoin = BesoinFactory(famille=famille)
    form = client_de(ptp).get(CREER, {"besoin": besoin.pk}).context["form"]
    assert (form["famille"].value(), form["type_besoin"].value()) == (famille.pk, "logement")
    form = client_de(ptp).get(CREER, {"famille": famille.code}).context["form"]
    assert form["famille"].value() == famille.pk


def test_address_of_elsewhere_is_not_found(
    famille_d_ailleurs, partenaire_d_ailleurs, ptp, client_de
):
    besoin = BesoinFactory(famille=famille_d_ailleurs)
    adresses = [
        {"famille": famille_d_ailleurs.code},
        {"besoin": besoin.pk},
        {"partenaire": partenaire_d_ailleurs.pk},
    ]
    assert [client_de(ptp).get(CREER, a).status_code for a in adresses] == [404, 404, 404]


def test_search_keeps_the_form_and_writes_nothing(famille, partenaire, ptp, client_de):
    PartenaireFactory(nom="Comptoir vestimentaire", territoires=[famille.territoire])
    donnees = envoi(famille, chercher="partenaire", q="maizon erables")
    reponse = client_de(ptp).post(CREER, donnees)
    assert reponse.status_code == 200
    assert proposes(reponse) == [partenaire.nom]
    assert reponse.context["form"]["note"].value() == "Préfère le matin"
    assert not Referencement.objects.exists()


def test_search_by_htmx_returns_the_proposals_alone(famille, partenaire, ptp, client_de):
    donnees = envoi(famille, chercher="partenaire", q="erables")
    reponse = client_de(ptp).post(CREER, donnees, headers={"HX-Request": "true"})
    html = reponse.content.decode()
    assert partenaire.nom in html
    assert "<html" not in html


def test_those_with_room_for_the_need_come_first(famille, partenaire, ptp, client_de):
    noms = {"complet": "A complet", "disponible": "Z disponible", "inconnue": "M à vérifier"}
    for capacite, nom in noms.items():
        OffreServiceFactory(
            partenaire=PartenaireFactory(nom=nom, territoires=[famille.territoire]),
            capacite=capacite,
        )
    reponse = client_de(ptp).post(CREER, envoi(famille, chercher="partenaire"))
    assert proposes(reponse) == ["Z disponible", "M à vérifier", "A complet", partenaire.nom]


def test_past_answers_are_told(famille, partenaire, ptp, client_de):
    for etat in ("mediation_faite", "terminee"):
        referencement_sortant(famille, par=ptp, etat=etat, partenaire=partenaire)
    (proposition,) = client_de(ptp).get(CREER).context["form"].propositions
    assert proposition.bilan == [
        "Déjà référé\u00a0: 1\u00a0famille, réponse en 0\u00a0jour (médiane), 1\u00a0acceptée"
    ]


def test_past_answers_of_another_territoire_are_not_told(
    famille_d_ailleurs, partenaire, inconnue, ptp, client_de
):
    referencement_sortant(famille_d_ailleurs, par=inconnue, partenaire=partenaire, etat="acceptee")
    (proposition,) = client_de(ptp).get(CREER).context["form"].propositions
    assert proposition.bilan == []


@pytest.mark.parametrize("adresse", [CREER, RECEVOIR])
def test_only_a_ptp_opens_one(adresse, gestionnaire, comite, client_de):
    for personne in (gestionnaire, comite):
        assert client_de(personne).get(adresse).status_code == 404
        assert client_de(personne).post(adresse, {}).status_code == 404


# --- Entrants ---------------------------------------------------------------------------------


def test_entrant_is_received_and_waits(partenaire, territoire, ptp, client_de):
    client_de(ptp).post(RECEVOIR, reception(partenaire))
    referencement = Referencement.objects.a_accueillir().get()
    assert (referencement.territoire, referencement.date_mediation) == (territoire, LE)
    assert referencement.note == "Deux jeunes enfants"


def test_received_twice_is_one_row(partenaire, ptp, client_de):
    client, donnees = client_de(ptp), reception(partenaire)
    assert client.post(RECEVOIR, donnees).url == client.post(RECEVOIR, donnees).url
    assert Referencement.objects.count() == 1


def test_reception_without_a_reason_keeps_what_was_typed(partenaire, ptp, client_de):
    reponse = client_de(ptp).post(RECEVOIR, reception(partenaire, motif_entrant=""))
    assert reponse.status_code == 422
    assert "Deux jeunes enfants" in reponse.content.decode()


def test_reception_from_a_partenaire_of_elsewhere_is_refused(partenaire_d_ailleurs, ptp, client_de):
    reponse = client_de(ptp).post(RECEVOIR, reception(partenaire_d_ailleurs))
    assert reponse.status_code == 422
    assert not Referencement.objects.exists()


# --- Which famille --------------------------------------------------------------------------------


def familles_de(reponse):
    return [famille.alias for famille in reponse.context["form"].familles_proposees]


def test_the_last_seen_are_offered_and_the_others_are_searched(
    famille, famille_d_ailleurs, territoire, ptp, client_de
):
    for i in range(RECENTES):
        FamilleFactory(alias=f"le jardin {i}", territoire=territoire, saisie_par=ptp)
    client = client_de(ptp)
    offertes = familles_de(client.get(CREER))
    assert len(offertes) == RECENTES
    assert famille.alias not in offertes
    recherche = {"chercher": "famille", "q_famille": famille.alias, "note": "Préfère le matin"}
    page = client.post(CREER, recherche)
    assert familles_de(page)[0] == famille.alias
    assert famille_d_ailleurs.alias not in familles_de(page)
    assert "Préfère le matin" in page.content.decode()
    seule = client.post(CREER, recherche, headers={"HX-Request": "true"}).content.decode()
    assert famille.alias in seule
    assert "<form" not in seule


def test_the_famille_chosen_stays_first_whatever_is_searched(famille, territoire, ptp, client_de):
    autre = FamilleFactory(alias="le jardin", territoire=territoire, saisie_par=ptp)
    envoi = {"famille": autre.pk, "chercher": "famille", "q_famille": famille.code}
    page = client_de(ptp).post(CREER, envoi)
    assert familles_de(page) == [autre.alias, famille.alias]
    assert page.content.decode().count("checked") == 1


def test_opening_one_costs_the_same_with_few_or_many_familles(
    famille, partenaire, territoire, ptp, client_de
):
    nombres = []
    for combien in (RECENTES, 50):
        FamilleFactory.create_batch(combien, territoire=territoire, saisie_par=ptp)
        with CaptureQueriesContext(connection) as capture:
            client_de(ptp).get(CREER)
        nombres.append(len(capture))
    assert nombres[0] == nombres[1]

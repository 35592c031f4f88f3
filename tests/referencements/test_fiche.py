"""Reading référencements, and the gestes that move them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from familles.a_faire import a_faire
from familles.models import Famille
from referencements.gestes import GESTES, gestes_possibles
from referencements.models import Referencement
from referencements.models.etats import TRANSITIONS, Etat
from tests.familles.factories import FamilleFactory
from tests.familles.situations import histoire
from tests.referencements.factories import (
    LE,
    geste,
    referencement_entrant,
    referencement_sortant,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_le_9_mars")]
LISTE = reverse("referencements:liste")
PLUS_TARD = date(2026, 3, 5)


@pytest.fixture
def _le_9_mars():
    with time_machine.travel(date(2026, 3, 9), tick=False):
        yield


def fiche(referencement):
    return reverse("referencements:fiche", args=[referencement.pk])


def adresse(referencement, nom):
    if nom == "suivre":
        return reverse("referencements:suivre", args=[referencement.pk])
    return reverse("referencements:geste", args=[referencement.pk, nom])


def envoi(**champs):
    return {
        "cle": str(uuid4()),
        "date": PLUS_TARD.isoformat(),
        "constat": "Entendu au téléphone",
        "mode": "appel_en_presence",
        "motif": "complet",
        "issue": "repondu",
        "semaines": "12",
    } | champs


def lus(reponse):
    return list(reponse.context["page"])


# --- List -------------------------------------------------------------------------------------


def test_list_sorts_them_by_what_they_ask(famille, territoire, ptp, client_de):
    attendu = referencement_sortant(
        famille, par=ptp, etat=Etat.MEDIATION_FAITE, le=date(2026, 2, 1)
    )
    ouvert = referencement_sortant(famille, par=ptp, etat=Etat.ACCEPTEE)
    fini = referencement_sortant(famille, par=ptp, etat=Etat.TERMINEE)
    entrant = referencement_entrant(territoire, par=ptp)
    client = client_de(ptp)
    vues = {
        vue: set(lus(client.get(LISTE, {"vue": vue})))
        for vue, *_ in client.get(LISTE).context["vues"]
    }
    assert vues == {
        "en_cours": {attendu, ouvert, entrant},
        "a_accueillir": {entrant},
        "nouvelles": set(),
        "a_relancer": {attendu},
        "termines": {fini},
    }
    assert lus(client.get(LISTE, {"sens": "entrant"})) == [entrant]


def test_list_shows_only_her_territoire(famille, famille_d_ailleurs, ptp, inconnue, client_de):
    le_sien = referencement_sortant(famille, par=ptp)
    referencement_sortant(famille_d_ailleurs, par=inconnue)
    assert lus(client_de(ptp).get(LISTE)) == [le_sien]


def test_list_is_not_for_the_comite(comite, client_de):
    assert client_de(comite).get(LISTE).status_code == 404


@pytest.mark.parametrize("adresse", [LISTE, reverse("referencements:creer")])
def test_page_costs_the_same_for_one_and_ten(adresse, territoire, ptp, client_de):
    def ajouter():
        famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
        referencement_sortant(famille, par=ptp, etat=Etat.ACCEPTEE)

    def mesurer():
        client = client_de(ptp)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        return len(requetes)

    ajouter()
    un = mesurer()
    for _ in range(9):
        ajouter()
    assert mesurer() == un


# --- Fiche ------------------------------------------------------------------------------------


def test_gestionnaire_reads_and_writes_nothing(famille, ptp, gestionnaire, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    client = client_de(gestionnaire)
    html = client.get(fiche(referencement)).content.decode()
    assert famille.alias in html
    assert "Et maintenant" not in html
    for nom in ("accepter", "suivre"):
        assert client.get(adresse(referencement, nom)).status_code == 404
        assert client.post(adresse(referencement, nom), envoi()).status_code == 404


def test_outsider_cannot_open_a_referencement(famille, ptp, inconnue, comite, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    for personne in (inconnue, comite):
        client = client_de(personne)
        assert client.get(fiche(referencement)).status_code == 404
        assert client.post(adresse(referencement, "accepter"), envoi()).status_code == 404
        assert client.post(adresse(referencement, "suivre"), envoi()).status_code == 404


def test_fiche_shows_the_other_rows_of_the_demarche(famille, ptp, client_de):
    un = referencement_sortant(famille, par=ptp)
    deux = referencement_sortant(famille, par=ptp)
    Referencement.objects.filter(pk=deux.pk).update(demarche=un.demarche)
    assert list(client_de(ptp).get(fiche(un)).context["autres"]) == [deux]


def test_fiche_costs_the_same_for_one_and_ten_suivis(famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)

    def mesurer():
        client = client_de(ptp)
        with CaptureQueriesContext(connection) as requetes:
            client.get(fiche(referencement))
        return len(requetes)

    un = mesurer()
    for _ in range(10):
        referencement.suivre(par=ptp, le=PLUS_TARD)
    assert mesurer() == un


# --- Gestes -----------------------------------------------------------------------------------


def test_every_move_has_its_geste():
    assert {g.vers for g in GESTES} == {vers for suite in TRANSITIONS.values() for vers in suite}


@pytest.mark.parametrize(
    ("depart", "nom"),
    [
        (depart, g.nom)
        for depart in Etat
        for g in GESTES
        if g.vers in TRANSITIONS[depart] and g.nom != "prendre_en_charge"
    ],
)
def test_geste_moves_the_referencement(depart, nom, famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=depart)
    client = client_de(ptp)
    assert client.get(adresse(referencement, nom)).status_code == 200
    reponse = client.post(adresse(referencement, nom), envoi())
    assert reponse.url == fiche(referencement)
    referencement.refresh_from_db()
    assert referencement.etat == next(g.vers for g in GESTES if g.nom == nom)
    assert referencement.suivis.last().constat == "Entendu au téléphone"
    assert client.get(fiche(referencement)).status_code == 200


@pytest.mark.parametrize("depart", list(Etat))
def test_page_of_a_geste_that_cannot_be_made_says_so(depart, famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=depart)
    client = client_de(ptp)
    possibles = {g.nom for g in gestes_possibles(referencement)}
    possibles |= {"suivre"} if referencement.est_ouvert else set()
    noms = {g.nom for g in GESTES if "sortant" in g.sens} | {"suivre"}
    for nom in noms:
        page = client.get(adresse(referencement, nom))
        assert page.status_code == (200 if nom in possibles else 409)
        if nom not in possibles:
            assert fiche(referencement) in page.content.decode()


@pytest.mark.parametrize(
    ("depart", "nom", "champ"),
    [
        (Etat.MEDIATION_FAITE, "suivre", "prochain_le"),
        (Etat.CONSENTIE, "faire_mediation", "suivi_prevu_le"),
    ],
)
def test_next_follow_up_is_today_or_later(depart, nom, champ, famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=depart)
    client = client_de(ptp)
    page = client.post(adresse(referencement, nom), envoi(mode="courriel") | {champ: "2026-03-06"})
    assert page.status_code == 422
    assert "aujourd’hui ou plus tard" in page.content.decode()
    donnees = envoi(mode="courriel") | {champ: "2026-03-09"}
    assert client.post(adresse(referencement, nom), donnees).status_code == 302


def test_double_submit_moves_once(famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    suivis = referencement.suivis.count()
    client, donnees = client_de(ptp), envoi()
    for nom in ("accepter", "accepter"):
        assert client.post(adresse(referencement, nom), donnees).status_code == 302
    assert referencement.suivis.count() == suivis + 1


def test_same_key_for_another_geste_is_refused(famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    client, donnees = client_de(ptp), envoi(mode="telephone")
    client.post(adresse(referencement, "suivre"), donnees)
    reponse = client.post(adresse(referencement, "accepter"), donnees)
    assert reponse.status_code == 422
    assert "déjà été enregistrée" in reponse.content.decode()


def test_move_made_impossible_meanwhile_keeps_what_was_typed(famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.REFUSEE_PARTENAIRE)
    reponse = client_de(ptp).post(adresse(referencement, "accepter"), envoi())
    assert reponse.status_code == 422
    html = reponse.content.decode()
    assert "il ne peut pas devenir" in html
    assert "Entendu au téléphone" in html


@pytest.mark.parametrize(
    ("nom", "champs", "phrase"),
    [
        ("refuser", {"motif": ""}, "obligatoire"),
        ("accepter", {"date": "2026-03-10"}, "pas encore arrivée"),
        ("accepter", {"date": "2026-03-01"}, "un jour plus récent"),
        ("mettre_en_attente", {"semaines": "1000"}, "520"),
    ],
)
def test_refused_geste_says_why_and_keeps_the_text(nom, champs, phrase, famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    reponse = client_de(ptp).post(adresse(referencement, nom), envoi(**champs))
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()
    assert "Entendu au téléphone" in reponse.content.decode()
    referencement.refresh_from_db()
    assert referencement.etat == Etat.MEDIATION_FAITE


def test_follow_up_is_logged_without_a_move(famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    champs = {"mode": "telephone", "prochain_le": "2026-04-01", "prochaine_action": "Rappeler"}
    client_de(ptp).post(adresse(referencement, "suivre"), envoi(**champs))
    referencement.refresh_from_db()
    suivi = referencement.suivis.last()
    assert referencement.suivi_prevu_le == date(2026, 4, 1)
    assert (suivi.mode, suivi.prochaine_action) == ("telephone", "Rappeler")
    assert not suivi.change_etat


def test_unknown_geste_is_not_found(famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp)
    assert client_de(ptp).get(adresse(referencement, "effacer")).status_code == 404
    assert client_de(ptp).get(adresse(referencement, "prendre_en_charge")).status_code == 404


# --- Entrants ---------------------------------------------------------------------------------


def test_entrant_offers_to_welcome_first(territoire, ptp):
    entrant = referencement_entrant(territoire, par=ptp)
    noms = [g.nom for g in gestes_possibles(entrant)]
    assert noms[0] == "prendre_en_charge"
    assert "accepter" not in noms


def test_entrant_joins_a_famille_she_knows(famille, territoire, ptp, client_de):
    entrant = referencement_entrant(territoire, par=ptp)
    client_de(ptp).post(adresse(entrant, "prendre_en_charge"), envoi(famille=famille.pk))
    entrant.refresh_from_db()
    assert (entrant.famille, entrant.etat) == (famille, Etat.ACCEPTEE)


def test_entrant_opens_a_famille_by_alias(territoire, ptp, client_de):
    entrant = referencement_entrant(territoire, par=ptp)
    client, donnees = client_de(ptp), envoi(alias="la famille du CPE")
    client.post(adresse(entrant, "prendre_en_charge"), donnees)
    client.post(adresse(entrant, "prendre_en_charge"), donnees)
    famille = Famille.objects.get()
    entrant.refresh_from_db()
    assert entrant.famille == famille
    assert (famille.alias, famille.territoire) == ("la famille du CPE", territoire)
    assert famille.voie_reperage_id == "reference_entrante"


def test_entrant_needs_a_famille(territoire, ptp, client_de):
    entrant = referencement_entrant(territoire, par=ptp)
    reponse = client_de(ptp).post(adresse(entrant, "prendre_en_charge"), envoi())
    assert reponse.status_code == 422
    assert not Famille.objects.exists()


def test_entrant_does_not_join_a_famille_of_elsewhere(
    territoire, famille_d_ailleurs, ptp, client_de
):
    entrant = referencement_entrant(territoire, par=ptp)
    reponse = client_de(ptp).post(
        adresse(entrant, "prendre_en_charge"), envoi(famille=famille_d_ailleurs.pk)
    )
    assert reponse.status_code == 422
    entrant.refresh_from_db()
    assert entrant.famille is None


def test_entrant_is_refused_with_a_reason(territoire, ptp, client_de):
    entrant = referencement_entrant(territoire, par=ptp)
    client_de(ptp).post(adresse(entrant, "refuser"), envoi(motif="hors_territoire"))
    entrant.refresh_from_db()
    assert (entrant.etat, entrant.motif_refus) == ("refusee_partenaire", "hors_territoire")


# --- Pages of lower apps ------------------------------------------------------------------------


def test_a_faire_asks_to_welcome_and_to_call_back(famille, territoire, ptp, gestionnaire):
    Famille.objects.update(rythme_jours=None)
    referencement_entrant(territoire, par=ptp)
    referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    titres = [ligne.titre.split()[0] for ligne in a_faire(ptp, LE + timedelta(days=10))]
    assert titres[:2] == ["Accueillir", "Relancer"]
    assert "Relancer" not in [ligne.titre.split()[0] for ligne in a_faire(ptp, LE)]
    assert a_faire(gestionnaire, LE + timedelta(days=10)) == []


def test_timeline_and_fiche_tell_the_last_follow_up_of_a_day_first(famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.ACCEPTEE)
    attendus = ["Acceptée", "Contact personnalisé effectué", "Consentie par la famille"]
    racontes = [e.titre for e in histoire(famille) if e.genre == "referencement"]
    assert [titre.split("\u00a0: ")[1] for titre in racontes][:3] == attendus
    suivis = client_de(ptp).get(fiche(referencement)).context["suivis"]
    assert [suivi.titre for suivi in suivis][:3] == attendus


def test_timeline_tells_each_follow_up(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    geste(referencement, "accepter", par=ptp, le=PLUS_TARD, constat="Une place mardi")
    entree = histoire(famille)[0]
    assert entree.titre == "Référencement\u00a0: Acceptée"
    assert "Une place mardi" in entree.detail
    assert entree.url == fiche(referencement)


def test_beyond_what_a_day_holds_the_count_of_a_view_stops(ptp, territoire, client_de):
    un = referencement_entrant(territoire, par=ptp)
    for _ in range(100):
        un.pk, un.cle, un._state.adding = None, uuid4(), True
        un.save()
    page = client_de(ptp).get(LISTE, {"vue": "a_accueillir"})
    totaux = {nom: total for nom, _, total in page.context["vues"]}
    assert totaux["a_accueillir"] == "99+"
    assert page.context["page"].paginator.count == 101

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from familles.grille import HAUTEUR, MARGE, histoire, tableau
from familles.models import EvaluationIsolement, RessentiParent

from .factories import AdulteFactory, BesoinFactory, EvaluationIsolementFactory, FamilleFactory


@pytest.fixture
def famille(db):
    return FamilleFactory()


def lignes(famille):
    image = tableau(famille.evaluations.all())
    return dict(zip(EvaluationIsolement.DIMENSIONS, image.lignes, strict=True))


def test_no_picture_before_the_first_grid(famille):
    assert tableau(famille.evaluations.all()) is None


def test_picture_goes_from_the_first_contact_to_now(famille):
    EvaluationIsolementFactory(famille=famille, vaut_le=date(2024, 9, 1), transport=0, services=2)
    EvaluationIsolementFactory(famille=famille, vaut_le=date(2024, 3, 1), transport=3)
    transport = lignes(famille)["transport"]
    assert (transport.premiere, transport.actuelle) == ("Majeur", "Aucun obstacle")
    assert transport.evolution == "moins d’obstacles"
    assert [point.y for point in transport.points] == [MARGE, HAUTEUR - MARGE]
    assert transport.points[0].x < transport.points[1].x


def test_unknown_is_not_drawn_as_a_zero(famille):
    EvaluationIsolementFactory(famille=famille, transport=3)
    services = lignes(famille)["services"]
    assert services.points == []
    assert services.actuelle == "Inconnu"


def test_single_grid_shows_no_change(famille):
    EvaluationIsolementFactory(famille=famille, transport=3)
    assert lignes(famille)["transport"].evolution == ""


def test_unknown_between_two_grids_is_a_gap(famille):
    for mois, cote in ((3, 3), (4, 2), (5, None), (6, 1), (7, 0)):
        EvaluationIsolementFactory(famille=famille, vaut_le=date(2024, mois, 1), transport=cote)
    transport = lignes(famille)["transport"]
    assert len(transport.traces) == 2
    assert transport.cotes == ["Majeur", "Important", "Inconnu", "Léger", "Aucun obstacle"]


def test_first_contact_learned_later_stands_at_its_date_and_says_so(famille):
    EvaluationIsolementFactory(famille=famille, vaut_le=timezone.localdate(), transport=1)
    EvaluationIsolementFactory(
        famille=famille, moment="lien_etabli", vaut_le=date(2024, 3, 1), transport=3
    )
    transport = lignes(famille)["transport"]
    assert [point.appris_plus_tard for point in transport.points] == [True, False]
    assert transport.points[0].x == MARGE
    assert "majeur le 1er mars 2024 (appris plus tard)" in transport.recit.replace("\u00a0", " ")


def test_decision_stays_visible_after_a_later_grid_without_one(famille):
    EvaluationIsolementFactory(famille=famille, intensite_retenue="soutenue", motif_intensite="x")
    EvaluationIsolementFactory(famille=famille, vaut_le=date(2024, 9, 1), transport=1)
    assert tableau(famille.evaluations.all()).decision.intensite_retenue == "soutenue"


def test_correction_is_read_with_what_it_changes_and_the_corrected_one_stays(famille):
    avant = EvaluationIsolementFactory(famille=famille, transport=3)
    EvaluationIsolementFactory(
        famille=famille, transport=1, corrige=avant, motif_correction="Mal compris"
    )
    correction, corrigee = histoire(famille.evaluations.all())
    assert correction.changements == [("Transport et mobilité", "Majeur", "Léger")]
    assert (correction.est_corrigee, corrigee.est_corrigee) == (False, True)


# --- Pages ----------------------------------------------------------------------------------------


@pytest.fixture
def sienne(territoire, ptp, client):
    client.force_login(ptp)
    return FamilleFactory(territoire=territoire, saisie_par=ptp)


def test_grid_is_saved_with_one_dimension_known(client, sienne):
    ajouter = reverse("familles:evaluation_ajouter", args=[sienne.code])
    envoi = {
        "cle": str(uuid4()),
        "moment": "premier_contact",
        "vaut_le": "2024-03-01",
        "frequentation_services": "inconnue",
        "transport": "2",
    }
    assert client.post(ajouter, envoi).status_code == 302
    assert sienne.evaluations.get().cotes["transport"] == 2
    assert sienne.evaluations.get().cotes["services"] is None


def test_history_shows_both_dates_the_author_and_the_reason(client, sienne, ptp):
    avant = EvaluationIsolementFactory(famille=sienne, transport=3)
    EvaluationIsolementFactory(
        famille=sienne, transport=1, corrige=avant, motif_correction="Elle a une voiture"
    )
    page = client.get(reverse("familles:evaluations", args=[sienne.code])).content.decode()
    for mots in ("Vaut pour le", "noté le", "Elle a une voiture", "Corrigée depuis"):
        assert mots in page
    assert f"Correction de {ptp.get_full_name()}" in page


def test_parent_may_answer_or_not_and_the_grid_is_left_alone(client, sienne):
    mere = AdulteFactory(famille=sienne)
    ajouter = reverse("familles:ressenti_ajouter", args=[sienne.code])
    for reponse in ("3", "refus"):
        envoi = {"cle": str(uuid4()), "adulte": mere.pk, "date": "2024-06-10", "reponse": reponse}
        assert client.post(ajouter, envoi).status_code == 302
    assert [r.reponse for r in sienne.ressentis.order_by("pk")] == [3, None]
    assert not sienne.evaluations.exists()
    fiche = client.get(reverse("familles:fiche", args=[sienne.code])).content.decode()
    assert "Préfère ne pas répondre" in fiche


def test_no_answer_chosen_is_not_a_refusal(client, sienne):
    mere = AdulteFactory(famille=sienne)
    ajouter = reverse("familles:ressenti_ajouter", args=[sienne.code])
    envoi = {"cle": str(uuid4()), "adulte": mere.pk, "date": "2024-06-10"}
    assert client.post(ajouter, envoi).status_code == 422


def test_adult_of_another_famille_answers_nothing_here(client, sienne):
    autre = AdulteFactory()
    ajouter = reverse("familles:ressenti_ajouter", args=[sienne.code])
    AdulteFactory(famille=sienne)
    envoi = {"cle": str(uuid4()), "adulte": autre.pk, "date": "2024-06-10", "reponse": "1"}
    assert client.post(ajouter, envoi).status_code == 422
    assert not RessentiParent.objects.exists()


# --- Besoins on the fiche -------------------------------------------------------------------------


def test_besoin_de_base_without_any_demarche_is_said_first(client, sienne):
    BesoinFactory(famille=sienne)
    fiche = reverse("familles:fiche", args=[sienne.code])
    page = client.get(fiche).content.decode()
    assert "Besoins de base d’abord" in page
    assert "on peut commencer par là" in page
    sienne.besoins.get().changer_etat(etat="en_cours", le=date(2024, 4, 1))
    assert "on peut commencer par là" not in client.get(fiche).content.decode()


def test_edit_of_a_besoin_keeps_who_decided_and_when(client, sienne, ptp):
    besoin = BesoinFactory(famille=sienne)
    page = reverse("familles:besoin_modifier", args=[sienne.code, besoin.pk])
    envoi = {"version": "1", "etat": "repondu", "etat_depuis": "2024-05-01", "precisions": ""}
    client.post(page, envoi)
    client.post(page, envoi | {"version": "2", "precisions": "Mieux"})
    suivi = besoin.suivis.get()
    assert (suivi.vers_etat, suivi.saisie_par, suivi.est_decide) == ("repondu", ptp, True)
    assert "Répondu le" in client.get(page).content.decode()

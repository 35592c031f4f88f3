"""What cannot be meant is refused with a sentence, beside the field it is about."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from .factories import AccompagnementFactory, EvaluationIsolementFactory, FamilleFactory

CLE = "0b0e9e0e-3a0a-4a53-9d6b-4d6e2f7a1c01"


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp)


@pytest.fixture
def envoyer(client_de, ptp, famille):
    """What the form says against what is sent; empty when it is written."""
    client = client_de(ptp)

    def envoi(nom, *args, **champs):
        page = reverse(f"familles:{nom}", args=[famille.code, *args])
        reponse = client.post(page, {"cle": CLE, **champs})
        return {} if reponse.status_code == 302 else reponse.context["form"].errors

    return envoi


@pytest.mark.parametrize(
    ("nom", "champ", "champs"),
    [
        ("besoin_ajouter", "mis_en_relief_le", {"type": "logement"}),
        ("evaluation_ajouter", "vaut_le", {"moment": "suivi", "transport": "1"}),
        ("accompagnement_commencer", "le", {}),
    ],
)
def test_nothing_is_logged_before_this_practice(envoyer, nom, champ, champs):
    assert "trop ancienne" in str(envoyer(nom, **champs, **{champ: "1950-01-01"})[champ])


def test_start_is_not_advanced_before_this_practice(envoyer, famille):
    pk = AccompagnementFactory(famille=famille).pk
    refus = envoyer("accompagnement_avancer_debut", pk, au="1950-01-01", motif="Essai")
    assert "trop ancienne" in str(refus["au"])


@pytest.mark.parametrize(
    ("precision", "champ", "valeur"),
    [
        ("jour", "jour", "1990-01-01"),
        ("annee", "annee", "1995"),
        ("prevue", "prevue", (timezone.localdate() + timedelta(weeks=43)).isoformat()),
    ],
)
def test_child_of_an_impossible_age_is_refused(envoyer, precision, champ, valeur):
    assert "vérifiez" in str(
        envoyer("enfant_ajouter", precision=precision, **{champ: valeur})[champ]
    )


def test_promise_is_for_today_or_later(envoyer):
    jour = timezone.localdate()
    hier, demain = jour - timedelta(days=1), jour + timedelta(days=1)
    refus = envoyer("promesse_ajouter", texte="Apporter la liste", echeance=hier.isoformat())
    assert "déjà passée" in str(refus["echeance"])
    envoi = {"texte": "Apporter la liste", "echeance": demain.isoformat()}
    assert not envoyer("promesse_ajouter", **envoi)


def test_grid_says_at_least_one_thing(envoyer):
    champs = {"moment": "suivi", "vaut_le": "2024-03-01", "frequentation_services": "inconnue"}
    assert "au moins une chose" in str(envoyer("evaluation_ajouter", **champs))
    assert not envoyer("evaluation_ajouter", **champs, transport="0")


def test_first_contact_is_described_once_then_corrected(envoyer, famille):
    grille = EvaluationIsolementFactory(famille=famille, vaut_le=date(2024, 3, 1))
    champs = {"moment": "premier_contact", "vaut_le": "2024-03-02", "transport": "1"}
    champs["frequentation_services"] = "peu"
    refus = envoyer("evaluation_ajouter", **champs)
    assert "corrigez celle du 1er mars 2024" in str(refus["moment"]).replace("\u00a0", " ")
    assert not envoyer("evaluation_corriger", grille.pk, **champs, motif_correction="Erreur")


def test_grid_of_the_end_needs_an_accompagnement(envoyer, famille):
    champs = {"moment": "fin", "vaut_le": "2024-04-01", "frequentation_services": "peu"}
    assert "Aucun accompagnement" in str(envoyer("evaluation_ajouter", **champs)["moment"])
    AccompagnementFactory(famille=famille)
    assert not envoyer("evaluation_ajouter", **champs)


def test_same_alias_shows_the_famille_that_has_it(client_de, ptp, territoire, famille):
    client, page = client_de(ptp), reverse("familles:ouvrir")
    envoi = {"cle": CLE, "alias": famille.alias.upper(), "territoire": territoire.pk}
    envoi["date_jointe"] = "2024-03-01"
    reponse = client.post(page, envoi)
    assert reponse.status_code == 422
    assert reverse("familles:fiche", args=[famille.code]) in reponse.content.decode()
    assert client.post(page, {**envoi, "quand_meme": "on"}).status_code == 302
    assert territoire.familles.count() == 2

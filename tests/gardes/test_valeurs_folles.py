"""Values that no page of ours sends: refused or ignored, never an error of the server."""

from urllib.parse import quote
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.comptes.factories import AffectationFactory
from tests.familles.factories import FamilleFactory
from tests.partenaires.importation import importer, table
from tests.referencements.factories import referencement_sortant

pytestmark = [pytest.mark.django_db, pytest.mark.securite(2)]

FOLLES = ["99999999999999999999", "a\x00b", "²", "-1", "٣", "x" * 5000]
FILTRES = {
    "referencements:liste": ["vue", "sens", "page"],
    "referencements:creer": ["famille", "besoin", "partenaire"],
    "referencements:trous": ["type", "cause", "statut", "tri", "page"],
    "referencements:trous_concertation": ["type", "cause", "statut"],
    "referencements:trou_constater": [
        "referencement",
        "intervention",
        "besoin",
        "famille",
        "type",
        "cause",
    ],
    "partenaires:liste": ["q", "besoin", "secteur", "nature", "capacite", "page"],
    "familles:liste": ["q", "page", "vue"],
}


@pytest.mark.parametrize("valeur", FOLLES, ids=lambda valeur: ascii(valeur)[:24])
@pytest.mark.parametrize(
    ("nom", "filtre"), [(page, filtre) for page, filtres in FILTRES.items() for filtre in filtres]
)
def test_filter(nom, filtre, valeur, ptp, client_de):
    reponse = client_de(ptp).get(reverse(nom), {filtre: valeur})
    assert reponse.status_code in {200, 404, 422}


@pytest.mark.parametrize("valeur", FOLLES, ids=lambda valeur: ascii(valeur)[:24])
@pytest.mark.parametrize("champ", ["vue", "page"])
def test_importation(champ, valeur, ptp, territoire, client_de):
    importation = importer(table("Clinique du Quai"), ptp, [territoire])
    adresse = reverse("partenaires:importation", args=[importation.pk])
    assert client_de(ptp).get(adresse, {champ: valeur}).status_code == 200
    decider = reverse("partenaires:importation_decider", args=[importation.pk])
    envoi = {"pour_les_autres": "laisser", "ligne_2": valeur}
    assert client_de(ptp).post(f"{decider}?page={quote(valeur)}", envoi).status_code == 302


@pytest.mark.parametrize("valeur", FOLLES, ids=lambda valeur: ascii(valeur)[:24])
@pytest.mark.parametrize("bouton", [{}, {"chercher": "1"}], ids=["consigner", "chercher"])
@pytest.mark.parametrize(
    "champ",
    ["famille", "q_famille", "type_besoin", "partenaires", "q", "secteur_cherche", "note", "cle"],
)
def test_referencement(champ, bouton, valeur, ptp, territoire, client_de):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    envoi = {"cle": str(uuid4()), "famille": famille.pk, "type_besoin": "alimentation"}
    reponse = client_de(ptp).post(reverse("referencements:creer"), envoi | bouton | {champ: valeur})
    assert reponse.status_code in {200, 422}


@pytest.mark.parametrize("valeur", FOLLES, ids=lambda valeur: ascii(valeur)[:24])
@pytest.mark.parametrize("bouton", [{}, {"apercevoir": "1"}], ids=["envoyer", "apercevoir"])
@pytest.mark.parametrize(
    "champ", ["cle", "adresse", "telephone", "mot", "mode", "base_legale", "champs", "personne"]
)
def test_sending(champ, bouton, valeur, ptp, territoire, client_de):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    pk = referencement_sortant(famille, par=ptp).pk
    envoi = {"cle": str(uuid4())} | bouton | {champ: valeur}
    reponse = client_de(ptp).post(reverse("referencements:envoyer", args=[pk]) + "?loi", envoi)
    assert reponse.status_code in {200, 422}


@pytest.mark.parametrize("valeur", FOLLES[:2], ids=lambda valeur: ascii(valeur)[:24])
@pytest.mark.parametrize("nom", ["recevoir", "trou_constater"])
@pytest.mark.parametrize(
    "champ", ["partenaire", "territoire", "type_besoin", "type", "famille", "referencement", "note"]
)
def test_other_entries(nom, champ, valeur, ptp, client_de):
    envoi = {"cle": str(uuid4()), champ: valeur}
    reponse = client_de(ptp).post(reverse(f"referencements:{nom}"), envoi)
    assert reponse.status_code == 422


@pytest.mark.parametrize("valeur", FOLLES[:2], ids=lambda valeur: ascii(valeur)[:24])
@pytest.mark.parametrize(
    "champ", ["nom", "secteur", "territoires", "offres-0-type_besoin", "offres-0-id"]
)
def test_partenaire(champ, valeur, ptp, client_de):
    AffectationFactory(utilisateur=ptp)  # a second territoire: they are asked for
    envoi = {
        "contacts-TOTAL_FORMS": "0",
        "contacts-INITIAL_FORMS": "0",
        "offres-TOTAL_FORMS": "1",
        "offres-INITIAL_FORMS": "0",
    }
    reponse = client_de(ptp).post(reverse("partenaires:creer"), envoi | {champ: valeur})
    assert reponse.status_code == 422


@pytest.mark.parametrize(
    "adresse",
    [
        "/referencements/99999999999999999999/",
        "/referencements/99999999999999999999/accepter/",
        "/partenaires/99999999999999999999/",
        "/partenaires/99999999999999999999/modifier/",
        "/trous-de-services/99999999999999999999/suivre/",
        "/familles/a%00b/",
        "/familles/99999999999999999999/",
        "/invitation/a%00b/",
    ],
)
def test_address(adresse, ptp, client_de):
    assert client_de(ptp).get(adresse).status_code == 404


@pytest.mark.parametrize("champ", ["email", "role", "territoire", "heures_semaine"])
@pytest.mark.parametrize("valeur", FOLLES, ids=lambda valeur: ascii(valeur)[:24])
def test_invitation(champ, valeur, gestionnaire, territoire, client_de):
    envoi = {"email": "a@exemple.test", "role": "ptp", "territoire": territoire.pk}
    reponse = client_de(gestionnaire).post(reverse("comptes:inviter"), envoi | {champ: valeur})
    assert reponse.status_code in {302, 422}


@pytest.mark.parametrize("valeur", FOLLES, ids=lambda valeur: ascii(valeur)[:24])
@pytest.mark.parametrize("filtre", ["partenaire", "referencement"])
def test_address_of_an_agreement(filtre, valeur, ptp, territoire, client_de):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    page = reverse("familles:consentement_donner", args=[famille.code])
    assert client_de(ptp).get(page, {filtre: valeur}).status_code in {200, 404}


@pytest.mark.parametrize("valeur", FOLLES, ids=lambda valeur: ascii(valeur)[:24])
@pytest.mark.parametrize("bouton", [{}, {"montrer": "1"}], ids=["donner", "montrer"])
@pytest.mark.parametrize(
    "champ",
    ["cle", "qui", "lien", "qualite", "enfants", "partenaire", "champs", "duree", "langue", "lu"],
)
def test_agreement(champ, bouton, valeur, ptp, territoire, client_de):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    envoi = {"cle": str(uuid4()), "duree": "0", "valable_jusqu_au": valeur}
    page = reverse("familles:consentement_donner", args=[famille.code])
    reponse = client_de(ptp).post(page, envoi | bouton | {champ: valeur})
    assert reponse.status_code in {200, 422}

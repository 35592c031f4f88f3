"""What is corrected is told to who had received it: that it was, and whom to ask, never what."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from confidentialite.models import AvisRectification, Consultation
from courriels.gabarits import GABARITS
from courriels.models import Courriel
from proximite.typographie import date_moyenne
from referencements.models import Divulgation, LienPartenaire
from referencements.portail.acces import SESSION
from tests.confidentialite.factories import DemandeFactory
from tests.confidentialite.test_portabilite import _adulte, _transmettre
from tests.familles.factories import FamilleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp)


@pytest.fixture
def transmis(famille, ptp):
    """Hers, then his."""
    adultes = _adulte(famille, "Ana-Fictive"), _adulte(famille, "Luis-Fictif", lien="pere")
    divulgations = [_transmettre(famille, adulte, ptp) for adulte in adultes]
    partenaire = divulgations[0].referencement.partenaire
    partenaire.courriel = "partenaire@exemple.test"
    partenaire.save()
    return divulgations


@pytest.fixture
def demande(transmis):
    return DemandeFactory(adulte=transmis[0].consentement.adulte, genre="rectification")


def _page(demande):
    return reverse("confidentialite:demande_propager", args=[demande.pk])


def test_those_who_received_something_of_her_are_proposed_and_no_other(
    client_de, gestionnaire, demande
):
    page = client_de(gestionnaire).get(_page(demande)).content.decode()
    assert "Partenaire de Ana-Fictive" in page
    assert "prénom, courriel" in page
    assert "Partenaire de Luis-Fictif" not in page


def test_a_partenaire_is_told_once_and_the_register_keeps_it(
    client_de, gestionnaire, demande, transmis
):
    client = client_de(gestionnaire)
    for _ in range(2):
        client.post(_page(demande), {"divulgations": [transmis[0].pk]})
    avis = AvisRectification.objects.get()
    assert (avis.par, avis.adresse) == (gestionnaire, "partenaire@exemple.test")
    assert Courriel.objects.filter(genre="rectification").count() == 1
    page = client.get(reverse("confidentialite:demande", args=[demande.pk])).content.decode()
    assert "Prévenu, sans nouvelle" in page
    assert "pas encore parti" in page
    assert "Personne à prévenir" in client.get(_page(demande)).content.decode()
    assert _page(demande) not in page


def test_what_is_not_of_her_can_not_be_ticked(client_de, gestionnaire, demande, transmis):
    reponse = client_de(gestionnaire).post(_page(demande), {"divulgations": [transmis[1].pk]})
    assert reponse.status_code == 422
    assert not AvisRectification.objects.exists()


def test_the_message_says_whom_to_ask_and_names_nobody_of_the_famille(
    client_de, gestionnaire, demande, transmis, ptp
):
    client_de(gestionnaire).post(_page(demande), {"divulgations": [transmis[0].pk]})
    courriel = Courriel.objects.get(genre="rectification")
    message = GABARITS["rectification"](courriel)
    assert ptp.get_full_name() in message.corps
    assert "Ce que vous aviez reçu" in message.corps
    for nom in ("Ana", "ana-fictive@exemple.test", demande.famille.code, demande.famille.alias):
        assert nom not in message.corps + message.sujet
    transmis[0].consentement.retirer(par=ptp)
    assert "Ce que vous aviez reçu" not in GABARITS["rectification"](courriel).corps
    Divulgation.objects.filter(pk=transmis[0].pk).delete()
    assert GABARITS["rectification"](courriel) is None


def test_a_partenaire_without_an_address_is_told_otherwise(
    client_de, gestionnaire, demande, transmis
):
    partenaire = transmis[0].referencement.partenaire
    partenaire.courriel = ""
    partenaire.save()
    client = client_de(gestionnaire)
    client.post(_page(demande), {"divulgations": [transmis[0].pk]})
    assert not Courriel.objects.filter(genre="rectification").exists()
    page = client.get(reverse("confidentialite:demande", args=[demande.pk])).content.decode()
    assert "À prévenir de vive voix" in page
    assert "Il n’a pas de courriel" in page


def _lu(client, demande):
    return client.get(reverse("confidentialite:demande", args=[demande.pk])).content.decode()


def test_the_page_says_of_each_whether_it_has_the_correction(
    client_de, gestionnaire, demande, transmis
):
    client = client_de(gestionnaire)
    page = _lu(client, demande)
    assert "Partenaire de Ana-Fictive" in page
    assert "prénom, courriel" in page
    assert "À prévenir" in page
    assert "Luis" not in page
    client.post(_page(demande), {"divulgations": [transmis[0].pk]})
    Courriel.objects.filter(genre="rectification").update(envoye_le=timezone.now())
    assert "courriel envoyé le" in _lu(client, demande).lower()
    avis = AvisRectification.objects.get()
    recu = reverse("confidentialite:avis_recu", args=[demande.pk, avis.pk])
    for _ in range(2):
        assert client.post(recu).status_code == 302
    page = _lu(client, demande)
    assert "A la correction" in page
    assert f"par {gestionnaire.get_full_name()}" in page
    assert recu not in page
    avis.refresh_from_db()
    assert avis.recu_par == gestionnaire


@pytest.fixture
def avis(demande, transmis, gestionnaire):
    return AvisRectification.donner(demande, transmis[0], par=gestionnaire)


def _lien(divulgation):
    lien, jeton = LienPartenaire.pour_repondre(divulgation)
    return (
        lien,
        reverse("portail:lien", args=[jeton]),
        reverse("portail:geste", args=[jeton, "corriger"]),
    )


def test_the_partenaire_says_by_its_link_that_it_has_the_correction(
    client_de, gestionnaire, demande, transmis, avis
):
    lien, page, geste = _lien(transmis[0])
    client = Client(enforce_csrf_checks=True)
    assert "Nous avons la correction" in client.get(page).content.decode()
    assert client.get(geste).url == page
    avis.refresh_from_db()
    assert avis.recu_le is None
    assert client.post(geste).url == page
    avis.refresh_from_db()
    recu_le = avis.recu_le
    ligne = Consultation.objects.latest("numero")
    titre = f"Par le lien nº\u00a0{lien.pk} de {lien.partenaire.nom}"
    assert (ligne.geste, ligne.titre, ligne.utilisateur) == ("ecriture", titre, None)
    assert ligne.famille == demande.famille_id
    lue = client.get(page).content.decode()
    assert "C’est noté" in lue
    assert "Nous avons la correction" not in lue
    assert client.post(geste).status_code == 302
    avis.refresh_from_db()
    assert (avis.recu_le, avis.recu_par) == (recu_le, None)
    page = _lu(client_de(gestionnaire), demande)
    assert "A la correction" in page
    assert f"Dit par le partenaire lui-même le {date_moyenne(timezone.localdate(recu_le))}" in page
    assert "Noter qu’il a la correction" not in page


def test_what_someone_noted_already_stays_as_noted(avis, transmis, gestionnaire):
    AvisRectification.objects.noter_recus(par=gestionnaire)
    _, page, geste = _lien(transmis[0])
    assert "Nous avons la correction" not in Client().get(page).content.decode()
    Client().post(geste)
    avis.refresh_from_db()
    assert avis.recu_par == gestionnaire


def test_a_closed_link_says_nothing_and_one_never_told_finds_nothing(avis, transmis, ptp):
    _, _, geste_d_un_autre = _lien(transmis[1])
    assert Client().post(geste_d_un_autre).status_code == 404
    ferme, _, geste_ferme = _lien(transmis[0])
    ferme.fermer()
    assert Client().post(geste_ferme).status_code == 410
    _, _, geste = _lien(transmis[0])
    transmis[0].consentement.retirer(par=ptp)
    assert Client().post(geste).status_code == 410
    avis.refresh_from_db()
    assert avis.recu_le is None


def test_it_says_so_from_its_own_page_too(avis, transmis):
    lien, _, _ = _lien(transmis[0])
    client = Client(enforce_csrf_checks=True)
    session = client.session
    session[SESSION] = {"lien": lien.pk, "jusqu_a": timezone.now().timestamp() + 60}
    session.save()
    numero = lien.referencement_id
    geste = reverse("portail:geste_espace", args=[numero, "corriger"])
    assert client.post(geste).status_code == 403
    page = client.get(reverse("portail:demande", args=[numero])).content.decode()
    jeton = re.search(
        r'name="csrfmiddlewaretoken" value="([^"]+)"[^§]*Nous avons la correction', page
    )
    envoi = {"csrfmiddlewaretoken": jeton[1]}
    assert client.post(geste, envoi).url == reverse("portail:demande", args=[numero])
    avis.refresh_from_db()
    assert avis.recu_le
    d_un_autre = reverse("portail:geste_espace", args=[transmis[1].referencement_id, "corriger"])
    assert client.post(d_un_autre, envoi).status_code == 404


def test_days_are_those_of_here_in_the_evening(client_de, gestionnaire, demande, transmis, avis):
    soir = datetime(2026, 3, 4, 21, tzinfo=timezone.get_current_timezone())
    AvisRectification.objects.update(recu_le=soir)
    assert "lui-même le 4\u00a0mars 2026" in _lu(client_de(gestionnaire), demande)


def test_a_message_that_never_left_is_said_aloud(client_de, gestionnaire, demande, transmis):
    client = client_de(gestionnaire)
    client.post(_page(demande), {"divulgations": [transmis[0].pk]})
    Courriel.objects.filter(genre="rectification").update(abandonne_le=timezone.now())
    assert "À prévenir de vive voix" in _lu(client, demande)


def test_the_page_costs_the_same_for_one_and_for_many(
    client_de, gestionnaire, demande, transmis, famille, ptp
):
    client = client_de(gestionnaire)
    client.post(_page(demande), {"divulgations": [transmis[0].pk]})
    with CaptureQueriesContext(connection) as une:
        _lu(client, demande)
    for rang in range(4):
        de_plus = _transmettre(famille, demande.adulte, ptp, nom=f"Partenaire {rang}")
        client.post(_page(demande), {"divulgations": [de_plus.pk]})
    with CaptureQueriesContext(connection) as plusieurs:
        _lu(client, demande)
    assert len(plusieurs) == len(une)


def test_an_avis_of_another_demande_is_not_found(client_de, gestionnaire, demande, transmis):
    client = client_de(gestionnaire)
    client.post(_page(demande), {"divulgations": [transmis[0].pk]})
    autre = DemandeFactory(adulte=demande.adulte, genre="rectification")
    avis = AvisRectification.objects.get()
    recu = reverse("confidentialite:avis_recu", args=[autre.pk, avis.pk])
    assert client.post(recu).status_code == 404

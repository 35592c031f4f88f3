"""Who she is, shown lately, before data leaves; nothing typed is lost on the way."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from comptes.models import Role
from rapports.models import Tache
from tests.comptes.factories import MOT_DE_PASSE, AffectationFactory
from tests.familles.factories import AdulteFactory, FamilleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def adulte(ptp, territoire):
    return AdulteFactory(famille=FamilleFactory(territoire=territoire, saisie_par=ptp))


def envoi_de(client, adresse, adulte):
    form = client.get(adresse).context["form"]
    return {nom: form[nom].value() or "" for nom in form.fields} | {"adulte": adulte.pk}


def test_a_session_just_opened_prints_at_once(client_de, ptp, adulte):
    client, adresse = client_de(ptp), reverse("familles:copie", args=[adulte.famille.code])
    envoi = envoi_de(client, adresse, adulte)
    assert client.post(adresse, envoi).status_code == 200


def test_later_her_password_is_asked_and_what_she_chose_is_kept(client_de, ptp, adulte):
    client, adresse = client_de(ptp), reverse("familles:copie", args=[adulte.famille.code])
    client.get("/familles/")
    envoi = envoi_de(client, adresse, adulte)
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        page = client.post(adresse, envoi)
        assert page.status_code == 422
        assert f'name="adulte" value="{adulte.pk}"' in page.content.decode()
        assert f'<a class="retour" href="{adresse}">' in page.content.decode()
        refus = client.post(adresse, envoi | {"confirmation-password": "pas le bon"})
        assert "Ce n’est pas votre mot de passe" in refus.content.decode()
        feuille = client.post(adresse, envoi | {"confirmation-password": MOT_DE_PASSE})
        assert feuille.status_code == 200
        assert client.post(adresse, envoi).status_code == 200


def test_a_file_is_given_after_she_confirms(client_de):
    evaluation = AffectationFactory(role=Role.EVALUATION, territoire=None).utilisateur
    tache = Tache.objects.create(
        genre="essai",
        demandee_par=evaluation,
        etat="terminee",
        nom_fichier="a.csv",
        type_mime="text/csv",
        fichier=b"1",
    )
    client, adresse = client_de(evaluation), reverse("rapports:tache_fichier", args=[tache.pk])
    assert client.get(adresse).status_code == 200
    confirmer = reverse("account_reauthenticate")
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert client.get(adresse).url == f"{confirmer}?next={quote(adresse, safe='')}"
        envoi = {"password": MOT_DE_PASSE, "next": adresse}
        assert client.post(confirmer, envoi).url == adresse
        assert client.get(adresse).status_code == 200


def test_guesses_are_counted(client_de, ptp, adulte):
    client, adresse = client_de(ptp), reverse("familles:copie", args=[adulte.famille.code])
    envoi = envoi_de(client, adresse, adulte)
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        for _ in range(12):
            page = client.post(adresse, envoi | {"confirmation-password": "non"})
        assert "Trop d’essais" in page.content.decode()
        page = client.post(adresse, envoi | {"confirmation-password": MOT_DE_PASSE})
    assert page.status_code == 422

"""A lost device: two people agree, neither is the person concerned."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comptes.models import Invitation, Reinitialisation, Role, Session
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.comptes.second_facteur import application_de, mot_de_passe

pytestmark = pytest.mark.django_db


@pytest.fixture
def seconde(territoire):
    """Another gestionnaire of the same organisme."""
    return AffectationFactory(role=Role.GESTIONNAIRE, territoire=territoire).utilisateur


@pytest.fixture
def demande(ptp, gestionnaire):
    application_de(ptp)
    return Reinitialisation.demander(ptp, par=gestionnaire)


def test_one_asks_another_agrees_and_she_enrols_again(
    client_de, ptp, gestionnaire, seconde, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.SECOND_FACTEUR = False
    application_de(ptp)
    session = client_de(ptp)
    session.get("/familles/")
    with django_capture_on_commit_callbacks(execute=True):
        client_de(gestionnaire).post(reverse("comptes:reinitialisation_demander", args=[ptp.pk]))
    demande = Reinitialisation.objects.get()
    assert Authenticator.objects.filter(user=ptp).exists()
    page = client_de(seconde).get(reverse("comptes:reinitialisations")).content.decode()
    assert "Maude" in page
    with django_capture_on_commit_callbacks(execute=True):
        adresse = reverse("comptes:reinitialisation", args=[demande.pk])
        client_de(seconde).post(adresse, {"reponse": "accorder"})
    assert not Authenticator.objects.filter(user=ptp).exists()
    assert session.get("/familles/").status_code == 302
    assert [c.to for c in mailoutbox] == [[ptp.email]] * 2
    settings.SECOND_FACTEUR = True
    client = Client()
    mot_de_passe(client, ptp)
    assert client.get("/familles/").url == reverse("mfa_index")


def test_who_asked_does_not_agree(demande, gestionnaire, client_de, ptp):
    with pytest.raises(ValidationError, match="deuxième personne"):
        demande.accorder(par=gestionnaire)
    adresse = reverse("comptes:reinitialisation", args=[demande.pk])
    client_de(gestionnaire).post(adresse, {"reponse": "accorder"})
    assert Authenticator.objects.filter(user=ptp).exists()


def test_the_person_concerned_neither_asks_nor_agrees(gestionnaire, seconde, client_de):
    """Be she a gestionnaire herself."""
    application_de(gestionnaire)
    soi = reverse("comptes:reinitialisation_demander", args=[gestionnaire.pk])
    assert client_de(gestionnaire).post(soi).status_code == 404
    with pytest.raises(PermissionDenied):
        Reinitialisation.demander(gestionnaire, par=gestionnaire)
    demande = Reinitialisation.demander(gestionnaire, par=seconde)
    with pytest.raises(ValidationError):
        demande.accorder(par=gestionnaire)
    adresse = reverse("comptes:reinitialisation", args=[demande.pk])
    assert client_de(gestionnaire).get(adresse).status_code == 404


def test_after_a_day_nobody_agrees(demande, seconde):
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        with pytest.raises(ValidationError, match="close"):
            demande.accorder(par=seconde)
        assert not Reinitialisation.objects.ouvertes().exists()


def test_refused_it_stays_refused(demande, gestionnaire, seconde, ptp):
    demande.refuser(par=gestionnaire)
    with pytest.raises(ValidationError, match="close"):
        demande.accorder(par=seconde)
    assert Authenticator.objects.filter(user=ptp).exists()


def test_an_agreement_needs_that_who_asked_still_may(demande, gestionnaire, seconde):
    gestionnaire.affectations.update(au=timezone.localdate() - timedelta(days=1), du="2020-01-01")
    with pytest.raises(ValidationError, match="plus permise"):
        demande.accorder(par=seconde)


def test_elsewhere_it_does_not_exist(demande, ptp, client_de, autre_territoire):
    autre = AffectationFactory(role=Role.GESTIONNAIRE, territoire=autre_territoire).utilisateur
    for adresse in (
        reverse("comptes:reinitialisation", args=[demande.pk]),
        reverse("comptes:reinitialisation_demander", args=[ptp.pk]),
    ):
        assert client_de(autre).post(adresse, {"reponse": "accorder"}).status_code == 404
        assert client_de(ptp).get(adresse).status_code == 404
    assert Authenticator.objects.filter(user=ptp).exists()


def test_an_administration_is_the_second_person_of_a_small_organisme(demande, administration, ptp):
    demande.accorder(par=administration)
    assert not Authenticator.objects.filter(user=ptp).exists()


def inviter(par, email, role, **champs):
    Invitation.inviter(par=par, email=email, role=role, **champs)
    return Invitation.objects.get(email=email)


@pytest.mark.parametrize("demande_de", ["administration", "son autre compte"])
def test_an_administration_does_not_agree_with_herself_from_an_account_she_made(
    administration, ptp, demande_de
):
    application_de(ptp)
    autre = UtilisateurFactory(email="autre@exemple.test")
    inviter(administration, autre.email, Role.ADMINISTRATION).accepter(par=autre)
    qui, accord = administration, autre
    if demande_de == "son autre compte":
        qui, accord = accord, qui
    demande = Reinitialisation.demander(ptp, par=qui)
    with pytest.raises(ValidationError, match="invité"):
        demande.accorder(par=accord)
    assert Authenticator.objects.filter(user=ptp).exists()


def test_an_administration_agrees_with_a_gestionnaire_whom_she_invited(
    administration, ptp, gestionnaire, territoire
):
    application_de(ptp)
    nouvelle = UtilisateurFactory(email="nouvelle@exemple.test")
    invitation = inviter(administration, nouvelle.email, Role.GESTIONNAIRE, territoire=territoire)
    invitation.accepter(par=nouvelle)
    Reinitialisation.demander(ptp, par=nouvelle).accorder(par=administration)
    assert not Authenticator.objects.filter(user=ptp).exists()


@pytest.mark.parametrize("recent", ["gestionnaire", "seconde"])
def test_an_account_of_yesterday_neither_asks_nor_agrees(
    request, demande, gestionnaire, seconde, ptp, recent
):
    compte = request.getfixturevalue(recent)
    compte.date_joined = timezone.now() - timedelta(days=1)
    compte.save()
    seconde.refresh_from_db()
    with pytest.raises(ValidationError, match="sept jours"):
        Reinitialisation.objects.get().accorder(par=seconde)
    assert Authenticator.objects.filter(user=ptp).exists()


def test_asking_twice_is_one_request(demande, ptp, seconde):
    assert Reinitialisation.demander(ptp, par=seconde) == demande


@pytest.mark.parametrize("accordee_par", ["demandee_par", "personne"])
def test_the_database_refuses_an_agreement_by_one_of_them(demande, accordee_par):
    with pytest.raises(IntegrityError), transaction.atomic():
        Reinitialisation.objects.update(
            accordee_par=getattr(demande, accordee_par), accordee_le=timezone.now()
        )


def test_the_database_refuses_to_ask_for_oneself():
    personne = UtilisateurFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reinitialisation.objects.create(personne=personne, demandee_par=personne)


def test_her_sessions_are_closed(demande, seconde, ptp, client_de):
    client_de(ptp).get("/familles/")
    demande.accorder(par=seconde)
    assert not Session.objects.filter(utilisateur=ptp).exists()

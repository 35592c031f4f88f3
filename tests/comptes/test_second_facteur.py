"""SECURITE « Authentication » and check 13: the second factor, from enrolment to login."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from comptes.models import Role
from tests.comptes.factories import AffectationFactory
from tests.comptes.second_facteur import (
    SECRET,
    application_de,
    code_du_moment,
    codes_de,
    mot_de_passe,
    ouvrir_avec_code,
)

pytestmark = pytest.mark.django_db

JOUR = "2026-03-04 10:00:05-05:00"


@pytest.fixture(autouse=True)
def _exige(settings):
    settings.SECOND_FACTEUR = True


@pytest.fixture(autouse=True)
def _essais_oublies():
    cache.clear()


def ouverte(client) -> bool:
    return "_auth_user_id" in client.session


# --- Enrolment ----------------------------------------------------------------------------------


def enroler(client):
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"secret=(\w+)", page)[1]
    reponse = client.post(reverse("mfa_activate_totp"), {"code": code_du_moment(secret)})
    return secret, reponse


def test_the_first_login_leads_to_enrolment_then_to_the_familles(client, ptp):
    assert mot_de_passe(client, ptp).url == reverse("accueil")
    assert client.get("/familles/").url == reverse("mfa_index")
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Protégez votre compte" in page
    assert "Ma journée" not in page
    _, reponse = enroler(client)
    assert reponse.url == reverse("mfa_view_recovery_codes")
    assert client.get("/familles/").status_code == 200


def test_the_key_is_also_written_to_be_typed(client, ptp):
    mot_de_passe(client, ptp)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"secret=(\w+)", page)[1]
    assert " ".join(re.findall(".{4}", secret)) in page
    assert 'src="data:image/svg+xml;base64,' in page


def test_recovery_codes_are_shown_until_she_has_them_then_never(client, ptp):
    mot_de_passe(client, ptp)
    enroler(client)
    adresse = reverse("mfa_view_recovery_codes")
    for _ in range(2):
        assert len(re.findall(r"<li>\d{4} \d{4}</li>", client.get(adresse).content.decode())) == 10
    client.post(adresse)
    assert not re.findall(r"<li>\d{4} \d{4}</li>", client.get(adresse).content.decode())


def test_the_code_that_enrolled_does_not_open_a_session(client, ptp):
    mot_de_passe(client, ptp)
    secret, _ = enroler(client)
    autre = Client()
    ouvrir_avec_code(autre, ptp, code_du_moment(secret))
    assert not ouverte(autre)


@pytest.mark.parametrize("role", ["evaluation", "administration"])
def test_extracts_and_accounts_are_behind_it_too(client, role):
    personne = AffectationFactory(role=Role(role), territoire=None).utilisateur
    mot_de_passe(client, personne)
    assert client.get("/").url == reverse("mfa_index")


def test_a_comite_may_do_without(client, comite):
    mot_de_passe(client, comite)
    assert client.get("/", follow=True).redirect_chain[-1][0] != reverse("mfa_index")


@pytest.mark.parametrize("adresse", ["/invitation/jamais/", "/p/jamais/", "/plan-de-match/jamais/"])
def test_pages_of_a_link_wait_too(client, ptp, adresse):
    """What is open to anyone gives someone signed in no more than the enrolment."""
    mot_de_passe(client, ptp)
    assert client.post(adresse).url == reverse("mfa_index")


def test_a_script_is_told_401(client, ptp):
    mot_de_passe(client, ptp)
    reponse = client.get("/hors-ligne/session/", headers={"Accept": "application/json"})
    assert reponse.status_code == 401
    assert reponse.json() == {"erreur": "second_facteur"}


def test_a_session_older_than_the_factor_opens_nothing(client, ptp):
    """A session that never showed the factor, be it added since on another device."""
    mot_de_passe(client, ptp)
    application_de(ptp)
    assert client.get(reverse("mfa_index")).url == reverse("account_login")
    assert not ouverte(client)


# --- Login --------------------------------------------------------------------------------------


def test_a_code_opens_the_session(client, ptp):
    application_de(ptp)
    assert mot_de_passe(client, ptp).url == reverse("mfa_authenticate")
    assert client.get("/familles/").status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": code_du_moment()}).status_code == 302
    assert client.get("/familles/").status_code == 200


def test_a_wrong_code_is_refused_in_french(client, ptp):
    application_de(ptp)
    page = ouvrir_avec_code(client, ptp, "000000").content.decode()
    assert "ne convient pas" in page
    assert not ouverte(client)


@pytest.mark.securite(13)
@time_machine.travel(JOUR)
def test_a_code_works_once(ptp):
    application_de(ptp)
    premiere, seconde = Client(), Client()
    ouvrir_avec_code(premiere, ptp, code_du_moment())
    ouvrir_avec_code(seconde, ptp, code_du_moment())
    assert ouverte(premiere)
    assert not ouverte(seconde)


@pytest.mark.securite(13)
@time_machine.travel(JOUR)
def test_a_code_older_than_the_last_one_is_refused(ptp):
    application_de(ptp)
    ouvrir_avec_code(Client(), ptp, code_du_moment())
    tardive = Client()
    ouvrir_avec_code(tardive, ptp, code_du_moment(dans=-30))
    assert not ouverte(tardive)


@pytest.mark.securite(13)
@pytest.mark.django_db(transaction=True)
def test_a_code_sent_by_many_at_once_opens_one_session(ptp, en_parallele):
    from comptes.second_facteur.codes import consommer

    application_de(ptp)
    code = code_du_moment()
    assert sum(bool(f) for f in en_parallele(lambda: consommer(ptp, code), fois=24)) == 1


def test_a_recovery_code_works_once(ptp):
    application_de(ptp)
    code = codes_de(ptp)[3]
    premiere, seconde = Client(), Client()
    ouvrir_avec_code(premiere, ptp, f"{code[:4]} {code[4:]}")
    ouvrir_avec_code(seconde, ptp, code)
    assert ouverte(premiere)
    assert not ouverte(seconde)


def test_attempts_are_counted_by_account_whatever_the_address(ptp):
    application_de(ptp)
    for numero in range(5):
        client = Client(REMOTE_ADDR=f"192.0.2.{numero}")
        ouvrir_avec_code(client, ptp, "000000")
    client = Client(REMOTE_ADDR="192.0.2.77")
    page = ouvrir_avec_code(client, ptp, code_du_moment()).content.decode()
    assert "Trop d’essais" in page
    assert not ouverte(client)


def test_a_new_password_does_not_open_the_session(
    client, ptp, mailoutbox, django_capture_on_commit_callbacks
):
    application_de(ptp)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": ptp.email})
    lien = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1]
    formulaire = client.get(lien, follow=True).request["PATH_INFO"]
    client.post(formulaire, {"password1": "un autre mot bien long"})
    assert not ouverte(client)
    identite = {"login": ptp.email, "password": "un autre mot bien long"}
    assert client.post(reverse("account_login"), identite).url == reverse("mfa_authenticate")
    assert not ouverte(client)


# --- Managing -----------------------------------------------------------------------------------


def test_without_any_factor_left_she_enrols_again(client, ptp):
    facteur = application_de(ptp)
    ouvrir_avec_code(client, ptp, code_du_moment())
    client.post(reverse("facteur_retirer", args=[facteur.pk]))
    assert not Authenticator.objects.exists()
    assert client.get("/familles/").url == reverse("mfa_index")


def test_a_factor_removed_leaves_no_other_session_open(client, ptp):
    facteur = application_de(ptp)
    ailleurs = Client()
    ouvrir_avec_code(ailleurs, ptp, code_du_moment(dans=-30))
    assert ailleurs.get("/familles/").status_code == 200
    ouvrir_avec_code(client, ptp, code_du_moment())
    page = client.post(reverse("facteur_retirer", args=[facteur.pk]), follow=True)
    assert "vos autres sessions sont fermées" in page.content.decode()
    assert ailleurs.get("/familles/").url.startswith(reverse("account_login"))


def test_nobody_removes_the_factor_of_another(client, ptp, inconnue):
    application_de(ptp)
    d_une_autre = application_de(inconnue)
    ouvrir_avec_code(client, ptp, code_du_moment())
    assert client.post(reverse("facteur_retirer", args=[d_une_autre.pk])).status_code == 404


def test_nothing_readable_rests_in_the_database(ptp):
    application_de(ptp)
    codes = codes_de(ptp)
    with connection.cursor() as curseur:
        curseur.execute("SELECT data FROM mfa_authenticator")
        textes = " ".join(str(ligne[0]) for ligne in curseur.fetchall())
    assert SECRET not in textes
    assert not any(code in textes for code in codes)
    graine = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert not re.fullmatch(r"[0-9a-f]{80}", graine)

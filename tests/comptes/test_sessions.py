"""Sessions end: idle, too long, at logout, at disabling, at another password; they are sealed."""

from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comptes.appareils import en_mots
from comptes.models import Session
from tests.comptes.factories import MOT_DE_PASSE

pytestmark = pytest.mark.django_db


def aller(client, dans: timedelta, adresse="/familles/"):
    with time_machine.travel(timezone.now() + dans, tick=False):
        return client.get(adresse)


def test_a_session_left_alone_closes(client_de, ptp):
    client = client_de(ptp)
    client.get("/familles/")
    assert aller(client, timedelta(minutes=121)).url.startswith(reverse("account_login"))
    assert not Session.objects.filter(utilisateur=ptp).exists()


def test_a_session_in_use_stays_open_then_closes_after_its_day(client_de, ptp):
    client, debut = client_de(ptp), timezone.now()
    for minutes in range(0, 12 * 60, 100):
        with time_machine.travel(debut + timedelta(minutes=minutes), tick=False):
            assert client.get("/familles/").status_code == 200, minutes
    with time_machine.travel(debut + timedelta(hours=12, minutes=1), tick=False):
        assert client.get("/familles/").status_code == 302


def test_activity_is_noted_every_five_minutes_at_most(client_de, ptp):
    client = client_de(ptp)
    client.get("/familles/")
    vue = Session.objects.get().vue_le
    aller(client, timedelta(minutes=4))
    assert Session.objects.get().vue_le == vue
    aller(client, timedelta(minutes=6))
    assert Session.objects.get().vue_le > vue


def test_a_script_whose_session_is_over_is_told_401(client_de, ptp):
    client = client_de(ptp)
    client.get("/familles/")
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        reponse = client.get("/hors-ligne/session/", headers={"Accept": "application/json"})
    assert reponse.status_code == 401


@pytest.mark.securite(3)
def test_another_password_closes_every_session(client_de, ptp):
    une, autre = client_de(ptp), client_de(ptp)
    une.get("/"), autre.get("/")
    envoi = {"oldpassword": MOT_DE_PASSE, "password1": "un autre mot bien long"}
    assert une.post(reverse("account_change_password"), envoi).status_code == 302
    assert not Session.objects.filter(utilisateur=ptp).exists()
    assert une.get("/familles/").status_code == autre.get("/familles/").status_code == 302


@pytest.mark.securite(3)
def test_a_disabled_account_opened_again_has_no_session(client_de, ptp, administration):
    client = client_de(ptp)
    client.get("/familles/")
    adresse = reverse("admin:comptes_utilisateur_changelist")
    gestes = {"action": "desactiver", "_selected_action": [ptp.pk]}
    client_de(administration).post(adresse, gestes)
    assert not Session.objects.filter(utilisateur=ptp).exists()
    client_de(administration).post(adresse, gestes | {"action": "activer"})
    assert client.get("/familles/").status_code == 302


def test_she_sees_where_she_is_signed_in_and_closes_one(client_de, ptp, inconnue):
    ici, la, ailleurs = client_de(ptp), Client(), client_de(inconnue)
    identite = {"login": ptp.email, "password": MOT_DE_PASSE}
    appareil = {"User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1"}
    la.post(reverse("account_login"), identite, headers=appareil)
    ici.get("/familles/"), ailleurs.get("/familles/")
    page = ici.get(reverse("comptes:sessions")).content.decode()
    assert "Safari sur iPhone" in page
    assert page.count("Celle-ci") == 1
    autre = Session.numero_de(la.session.session_key)
    d_une_autre = Session.numero_de(ailleurs.session.session_key)
    assert d_une_autre not in page
    for numero in (d_une_autre, "jamais", ""):
        page = ici.post(reverse("comptes:sessions"), {"fermer": numero}, follow=True)
        assert "plus rien à fermer" in page.content.decode()
    assert ici.post(reverse("comptes:sessions"), {"fermer": autre}).status_code == 302
    assert la.get("/familles/").status_code == 302
    assert ici.get("/familles/").status_code == ailleurs.get("/familles/").status_code == 200


def test_she_closes_all_the_others_at_once(client_de, ptp, inconnue):
    ici, ailleurs, autres = client_de(ptp), client_de(inconnue), [client_de(ptp) for _ in range(3)]
    for client in (ici, ailleurs, *autres):
        client.get("/familles/")
    ici.post(reverse("comptes:sessions"), {"fermer": "autres"})
    assert [c.get("/familles/").status_code for c in (ici, ailleurs, *autres)] == [200, 200] + [
        302
    ] * 3


def test_her_list_asks_who_she_is_when_she_said_it_long_ago(client_de, ptp):
    client = client_de(ptp)
    client.get("/familles/")
    reponse = aller(client, timedelta(minutes=20), reverse("comptes:sessions"))
    assert reponse.url == f"{reverse('account_reauthenticate')}?next=%2Fsessions%2F"
    envoi = {"password": MOT_DE_PASSE, "next": reverse("comptes:sessions")}
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        assert client.post(reverse("account_reauthenticate"), envoi).url == envoi["next"]
        assert client.get(envoi["next"]).status_code == 200


def test_the_logout_empties_the_cache_and_leaves_what_waits_to_be_sent(client_de, ptp):
    client = client_de(ptp)
    client.get("/familles/")
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache"'
    assert not Session.objects.filter(utilisateur=ptp).exists()


def test_what_a_session_holds_is_sealed(client_de, ptp):
    client = client_de(ptp)
    client.get(reverse("mfa_activate_totp"))
    assert client.session["mfa.totp.secret"]
    with connection.cursor() as curseur:
        curseur.execute("SELECT session_data FROM comptes_session")
        ((donnees,),) = curseur.fetchall()
    assert client.session["mfa.totp.secret"] not in donnees
    assert not donnees.startswith(("ey", ".ey"))


def _table() -> str:
    with connection.cursor() as curseur:
        curseur.execute("SELECT * FROM comptes_session")
        return str(curseur.fetchall())


def test_the_table_opens_no_session(client_de, ptp):
    client = client_de(ptp)
    client.get("/familles/")
    cle = client.session.session_key
    assert cle not in _table()
    ligne = Session.objects.get()
    assert ligne.session_key == sha256(cle.encode()).hexdigest()
    voleur = Client()
    for lu in (ligne.session_key, ligne.session_key[:32], ligne.numero):
        voleur.cookies[settings.SESSION_COOKIE_NAME] = lu
        assert voleur.get("/familles/").status_code == 302


def test_a_key_that_opens_nothing_is_never_taken_up(client_de, ptp):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    client.post(reverse("account_login"), {"login": ptp.email, "password": MOT_DE_PASSE})
    assert client.session.session_key != "a" * 32
    assert client.get("/familles/").status_code == 200


def test_what_is_over_is_cleared_and_what_is_open_stays(client_de, ptp, inconnue):
    seule, debut = client_de(inconnue), timezone.now()
    seule.get("/familles/")
    with time_machine.travel(debut + timedelta(minutes=119), tick=False):
        client_de(ptp).get("/familles/")
        call_command("clearsessions")
        assert Session.objects.count() == 2
    with time_machine.travel(debut + timedelta(minutes=121), tick=False):
        call_command("clearsessions")
        assert Session.objects.get().utilisateur == ptp


@pytest.mark.django_db(transaction=True)
def test_the_upgrade_closes_the_sessions_whose_keys_were_in_clear(ptp):
    avant, apres = (
        [("comptes", "0005_reinitialisation")],
        [("comptes", "0006_empreintes_des_sessions")],
    )
    MigrationExecutor(connection).migrate(avant)
    try:
        ancienne = MigrationExecutor(connection).loader.project_state(avant).apps
        ancienne.get_model("comptes", "Session").objects.create(
            session_key="b" * 32, session_data="", numero="n", expire_date=timezone.now()
        )
    finally:
        MigrationExecutor(connection).migrate(apres)
    assert "bbbb" not in _table()
    assert not Session.objects.exists()


def test_an_altered_session_is_nobody_s(client_de, ptp):
    client = client_de(ptp)
    client.get("/familles/")
    Session.objects.update(session_data="AAAA")
    assert client.get("/familles/").status_code == 302


@pytest.mark.parametrize(
    ("agent", "mots"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome sur Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1", "Safari sur iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge sur Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0", "Firefox sur Linux"),
        ("curl/8", "Navigateur, appareil inconnu"),
    ],
)
def test_a_device_is_said_in_plain_words(agent, mots):
    assert en_mots(agent) == mots

import re
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comptes.models import Affectation, Invitation, Role, Utilisateur
from courriels.models import Courriel
from tests.comptes.factories import MOT_DE_PASSE, AffectationFactory, UtilisateurFactory, jeton_de


@pytest.fixture
def inviter(gestionnaire, territoire):
    """The page that opens the invitation of an address, as its e-mail gives it."""

    def faire(email="nouvelle@exemple.test"):
        invitation = Invitation.inviter(
            par=gestionnaire, email=email, role=Role.PTP, territoire=territoire
        )
        return reverse("comptes:invitation_accepter", args=[jeton_de(invitation)])

    return faire


COMPTE = {"prenom": "Ariane", "nom": "Fictive", "mot_de_passe": MOT_DE_PASSE}

# --- Home ---------------------------------------------------------------------------------------


def test_home_asks_for_login(client, db):
    assert reverse("account_login") in client.get("/").url


def test_home_of_someone_without_a_role_says_whom_to_ask(client_de, db):
    page = client_de(UtilisateurFactory()).get("/")
    assert page.status_code == 200
    assert "personne gestionnaire" in page.content.decode()


def test_home_of_administration_is_the_admin(client_de, administration):
    assert client_de(administration).get("/").url == reverse("admin:index")


# --- Équipe -------------------------------------------------------------------------------------


def test_gestionnaire_sees_her_team(client_de, gestionnaire, ptp, inconnue):
    page = client_de(gestionnaire).get(reverse("comptes:equipe")).content.decode()
    assert "Maude" in page
    assert "Jo " not in page
    assert "Aucune PTP en poste" not in page


def test_vacancy_is_said(client_de, gestionnaire):
    page = client_de(gestionnaire).get(reverse("comptes:equipe")).content.decode()
    assert "Aucune PTP en poste" in page


@pytest.mark.parametrize("nom", ["comptes:inviter", "comptes:reinitialisations"])
def test_pages_about_accounts_lead_back_to_where_she_looks_after_them(
    client_de, gestionnaire, administration, nom
):
    for qui, ou in ((gestionnaire, "comptes:equipe"), (administration, "comptes:invitations")):
        page = client_de(qui).get(reverse(nom)).content.decode()
        assert f'<a class="retour" href="{reverse(ou)}">' in page


@pytest.mark.parametrize("nom", ["comptes:equipe", "comptes:invitations", "comptes:inviter"])
def test_team_and_invitations_do_not_exist_for_a_ptp(client_de, ptp, nom):
    assert client_de(ptp).get(reverse(nom)).status_code == 404


def test_team_costs_the_same_queries_for_one_and_many(
    client_de, gestionnaire, territoire, django_assert_max_num_queries
):
    navigateur = client_de(gestionnaire)
    for _ in range(20):
        AffectationFactory(territoire=territoire)
    for rang in range(20):
        Invitation.inviter(
            par=gestionnaire, email=f"a{rang}@exemple.test", role=Role.PTP, territoire=territoire
        )
    with django_assert_max_num_queries(7):
        navigateur.get(reverse("comptes:equipe"))


def test_gestionnaire_ends_an_affectation(client_de, gestionnaire, ptp):
    affectation = ptp.affectations.get()
    adresse = reverse("comptes:affectation_terminer", args=[affectation.pk])
    fin = timezone.localdate() + timedelta(days=10)
    assert client_de(gestionnaire).post(adresse, {"au": fin}).status_code == 302
    affectation.refresh_from_db()
    assert affectation.au == fin


def test_affectation_that_would_end_before_it_began_is_refused(client_de, gestionnaire, ptp):
    adresse = reverse("comptes:affectation_terminer", args=[ptp.affectations.get().pk])
    page = client_de(gestionnaire).post(adresse, {"au": "2020-01-01"})
    assert page.status_code == 422
    assert "après son début" in page.content.decode()


def test_stranger_cannot_end_an_affectation(client_de, gestionnaire, inconnue, ptp):
    de_l_inconnue = reverse("comptes:affectation_terminer", args=[inconnue.affectations.get().pk])
    assert client_de(gestionnaire).get(de_l_inconnue).status_code == 404
    de_la_ptp = reverse("comptes:affectation_terminer", args=[ptp.affectations.get().pk])
    assert client_de(inconnue).post(de_la_ptp, {"au": "2030-01-01"}).status_code == 404
    assert not Affectation.objects.filter(au__isnull=False).exists()


# --- Inviting -----------------------------------------------------------------------------------


@pytest.fixture
def inviter_par_courriel(
    client_de, gestionnaire, territoire, mailoutbox, django_capture_on_commit_callbacks
):
    """The message that leaves when the gestionnaire has invited."""

    def faire(email="a@exemple.test", **champs):
        donnees = {"email": email, "role": "ptp", "territoire": territoire.pk, **champs}
        with django_capture_on_commit_callbacks(execute=True):
            client_de(gestionnaire).post(reverse("comptes:inviter"), donnees)
        return mailoutbox[-1]

    return faire


def test_gestionnaire_invites_a_ptp_by_email(client, inviter_par_courriel, settings):
    settings.ADRESSE_DU_SITE = "https://proximite.exemple.test"
    courriel = inviter_par_courriel("Nouvelle@exemple.test")
    assert courriel.to == ["nouvelle@exemple.test"]
    assert "Lise" not in courriel.body
    lien = re.search(r"https://proximite\.exemple\.test(/invitation/\S+)", courriel.body)
    assert client.get(lien[1]).status_code == 200


def test_invitation_cancelled_before_its_message_leaves_is_not_sent(
    client_de, gestionnaire, territoire, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invitation = Invitation.inviter(
            par=gestionnaire, email="a@exemple.test", role=Role.PTP, territoire=territoire
        )
        invitation.annuler()
    assert mailoutbox == []
    page = client_de(gestionnaire).get(reverse("comptes:equipe")).content.decode()
    assert "Aucune invitation n’attend" in page


def test_team_says_that_the_message_of_an_invitation_failed(
    client_de, gestionnaire, boite_aux_lettres, inviter_par_courriel
):
    boite_aux_lettres.refus_destinataires["a@exemple.test"] = "550 no such user"
    with pytest.raises(IndexError):
        inviter_par_courriel()
    page = client_de(gestionnaire).get(reverse("comptes:equipe")).content.decode()
    assert "Message non envoyé" in page
    assert "Vérifiez l’adresse" in page


@pytest.mark.parametrize("role", ["gestionnaire", "administration"])
def test_gestionnaire_cannot_invite_to_another_role(client_de, gestionnaire, territoire, role):
    donnees = {"email": "a@exemple.test", "role": role, "territoire": territoire.pk}
    assert client_de(gestionnaire).post(reverse("comptes:inviter"), donnees).status_code == 422
    assert not Invitation.objects.exists()


def test_gestionnaire_cannot_invite_elsewhere(client_de, gestionnaire, autre_territoire):
    donnees = {"email": "a@exemple.test", "role": "ptp", "territoire": autre_territoire.pk}
    assert client_de(gestionnaire).post(reverse("comptes:inviter"), donnees).status_code == 422


@pytest.mark.parametrize("heures", ["0", "0.4", "60.1", "400"])
def test_hours_nobody_works_are_refused_at_inviting(client_de, gestionnaire, territoire, heures):
    donnees = {"email": "a@exemple.test", "role": "ptp", "territoire": territoire.pk}
    page = client_de(gestionnaire).post(
        reverse("comptes:inviter"), donnees | {"heures_semaine": heures}
    )
    assert page.status_code == 422
    assert "vont de 0,5 à 60" in page.content.decode()


def test_hours_reach_the_affectation(client, inviter_par_courriel):
    courriel = inviter_par_courriel(heures_semaine="60")
    client.post(re.search(r"/invitation/\S+", courriel.body)[0], COMPTE)
    assert Affectation.objects.get(utilisateur__email="a@exemple.test").heures_semaine == 60


def test_territoire_goes_with_the_role(client_de, administration):
    donnees = {"email": "a@exemple.test", "role": "gestionnaire"}
    page = client_de(administration).post(reverse("comptes:inviter"), donnees)
    assert page.status_code == 422
    assert "affectée à un territoire" in page.content.decode()


def test_nobody_is_invited_to_a_role_she_holds(client_de, gestionnaire, territoire, ptp):
    donnees = {"email": ptp.email.upper(), "role": "ptp", "territoire": territoire.pk}
    page = client_de(gestionnaire).post(reverse("comptes:inviter"), donnees)
    assert page.status_code == 422
    assert "tient déjà ce rôle" in page.content.decode()


def test_someone_who_leaves_is_invited_back(client_de, gestionnaire, territoire, ptp):
    ptp.affectations.update(au=timezone.localdate() + timedelta(days=10))
    donnees = {"email": ptp.email, "role": "ptp", "territoire": territoire.pk}
    assert client_de(gestionnaire).post(reverse("comptes:inviter"), donnees).status_code == 302


def test_cancelling_an_invitation_asks_first(client_de, gestionnaire, inviter):
    inviter()
    invitation = Invitation.objects.get()
    adresse = reverse("comptes:invitation_annuler", args=[invitation.pk])
    navigateur = client_de(gestionnaire)
    assert invitation.email in navigateur.get(adresse).content.decode()
    assert Invitation.objects.ouvertes().exists()
    assert navigateur.post(adresse).url == reverse("comptes:equipe")
    assert not Invitation.objects.ouvertes().exists()


def test_stranger_cannot_cancel_an_invitation(client_de, inviter, autre_territoire):
    inviter()
    autre = AffectationFactory(role=Role.GESTIONNAIRE, territoire=autre_territoire).utilisateur
    adresse = reverse("comptes:invitation_annuler", args=[Invitation.objects.get().pk])
    assert client_de(autre).post(adresse).status_code == 404


# --- Accepting ----------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing(client, inviter):
    adresse = inviter()
    for _ in range(3):
        assert client.get(adresse).status_code == 200
    assert Invitation.objects.ouvertes().count() == 1


def test_invited_person_opens_her_account_and_signs_in(client, inviter):
    assert client.post(inviter(), COMPTE).url == reverse("account_login")
    identite = {"login": "nouvelle@exemple.test", "password": MOT_DE_PASSE}
    assert client.post(reverse("account_login"), identite).url == reverse("accueil")


@pytest.mark.parametrize("mot_de_passe", ["court", "nouvelle@exemple.test", "123456789012"])
def test_weak_password_is_refused(client, inviter, mot_de_passe):
    page = client.post(inviter(), COMPTE | {"mot_de_passe": mot_de_passe})
    assert page.status_code == 422
    assert not Utilisateur.objects.filter(email="nouvelle@exemple.test").exists()


def test_used_link_explains_itself(client, inviter):
    adresse = inviter()
    client.post(adresse, COMPTE)
    page = client.get(adresse)
    assert page.status_code == 410
    assert "déjà acceptée" in page.content.decode()


def test_expired_link_explains_itself(client, inviter):
    adresse = inviter()
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert "expirée" in client.post(adresse, COMPTE).content.decode()
    assert not Utilisateur.objects.filter(email="nouvelle@exemple.test").exists()


def test_link_closes_when_the_one_who_invited_loses_the_role(client, inviter, gestionnaire):
    adresse = inviter()
    gestionnaire.affectations.all().delete()
    page = client.post(adresse, COMPTE)
    assert page.status_code == 410
    assert "n’est plus valable" in page.content.decode()
    assert not Utilisateur.objects.filter(email="nouvelle@exemple.test").exists()


def test_unknown_link_does_not_exist(client, db):
    adresse = reverse("comptes:invitation_accepter", args=["inconnu"])
    assert client.get(adresse).status_code == 404


def test_existing_account_accepts_after_signing_in(client, client_de, inviter, inconnue):
    adresse = inviter(inconnue.email)
    assert "a déjà un compte" in client.get(adresse).content.decode()
    client.post(adresse, COMPTE)
    assert inconnue.affectations.count() == 1
    client_de(inconnue).post(adresse)
    assert inconnue.affectations.count() == 2


def test_someone_else_signed_in_cannot_accept(client_de, inviter, inconnue, ptp):
    adresse = inviter(inconnue.email)
    page = client_de(ptp).post(adresse)
    assert "autre adresse" in page.content.decode()
    assert inconnue.affectations.count() == 1
    assert ptp.affectations.count() == 1


# --- Login and password -------------------------------------------------------------------------


def sans_jetons(page):
    """The page without what changes at each request, and without the address typed."""
    texte = re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="\w+"', "", page)
    return re.sub(r"[\w.]+@exemple\.test", "", texte)


@pytest.mark.securite(13)
def test_login_answers_the_same_for_known_and_unknown(client, ptp):
    pages = [
        client.post(reverse("account_login"), {"login": adresse, "password": "pas le bon"})
        for adresse in (ptp.email, "personne@exemple.test")
    ]
    connue, inconnue = (sans_jetons(page.content.decode()) for page in pages)
    assert connue == inconnue
    assert "ne vont pas ensemble" in connue


@pytest.fixture
def oublier(client, db, django_capture_on_commit_callbacks):
    """``oublier(adresse)``: the page after she asked for another password; what leaves has left."""

    def faire(email):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("account_reset_password"), {"email": email}, follow=True)

    return faire


@pytest.mark.securite(13)
def test_reset_answers_the_same_for_known_and_unknown(ptp, oublier, mailoutbox):
    pages = [oublier(email) for email in (ptp.email, "personne@exemple.test")]
    connue, inconnue = (sans_jetons(page.content.decode()) for page in pages)
    assert connue == inconnue
    assert [courriel.to for courriel in mailoutbox] == [[ptp.email]]


def _cout(geste):
    """Statements asked and passwords hashed."""
    with (
        CaptureQueriesContext(connection) as requetes,
        mock.patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=_MD5) as hachages,
    ):
        geste()
    return [r["sql"].split()[0] for r in requetes], hachages.call_count


_MD5 = MD5PasswordHasher.encode


@pytest.mark.securite(13)
@pytest.mark.parametrize("page", ["account_login", "account_reset_password"])
def test_known_and_unknown_cost_the_same(client, ptp, page):
    """SECURITE check 13, counted rather than timed."""
    couts = [
        _cout(
            lambda adresse=adresse: client.post(
                reverse(page), {"login": adresse, "email": adresse, "password": "pas le bon"}
            )
        )
        for adresse in ("chauffe@exemple.test", ptp.email, "personne@exemple.test")
    ]
    assert couts[1] == couts[2]


def test_an_address_without_account_leaves_no_trace_of_itself(oublier):
    oublier("personne@exemple.test")
    courriel = Courriel.objects.get()
    assert courriel.etat == "annule"
    assert "personne" not in f"{courriel.destinataire} {courriel.donnees}"


def test_forgotten_password_is_replaced_by_a_link(client, ptp, oublier, mailoutbox):
    oublier(ptp.email)
    (courriel,) = mailoutbox
    assert courriel.subject == "Choisir un nouveau mot de passe pour Proximité"
    lien = re.search(r"https?://[^/]+(/\S+)", courriel.body)[1]
    formulaire = client.get(lien, follow=True).request["PATH_INFO"]
    fini = client.post(formulaire, {"password1": "un autre mot bien long"}, follow=True)
    assert "est changé" in fini.content.decode()
    ptp.refresh_from_db()
    assert ptp.check_password("un autre mot bien long")
    assert "n’est plus valable" in client.get(lien, follow=True).content.decode()


def test_disabled_account_cannot_sign_in(client, ptp):
    Utilisateur.objects.update(is_active=False)
    identite = {"login": ptp.email, "password": MOT_DE_PASSE}
    page = client.post(reverse("account_login"), identite, follow=True)
    assert "_auth_user_id" not in client.session
    assert "Ce compte est désactivé" in page.content.decode()


def test_disabling_closes_open_sessions(client_de, ptp):
    navigateur = client_de(ptp)
    Utilisateur.objects.update(is_active=False)
    assert reverse("account_login") in navigateur.get("/").url


@pytest.mark.parametrize("page", ["inscription", "inactif"])
def test_there_is_no_sign_up(client, db, page):
    assert client.get(f"/compte/{page}/").status_code == 404


@pytest.mark.parametrize("nom", ["account_login", "account_reset_password"])
def test_public_pages_speak_french_only(client, db, nom):
    page = client.get(reverse(nom)).content.decode()
    anglais = r"\b(Password|Sign|Email|Forgot|Login|Account|Reset|address|your|please)\b"
    visible = re.sub(r"<[^>]+>", " ", page[page.index("<body") :])
    assert not re.search(anglais, visible, re.IGNORECASE)


def test_change_of_password_ends_the_session(client_de, ptp):
    navigateur = client_de(ptp)
    donnees = {"oldpassword": MOT_DE_PASSE, "password1": "un autre mot bien long"}
    navigateur.post(reverse("account_change_password"), donnees)
    assert reverse("account_login") in navigateur.get("/").url

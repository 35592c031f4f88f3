from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from comptes.models import Affectation, Invitation, Role, Utilisateur
from tests.comptes.factories import MOT_DE_PASSE, AffectationFactory, UtilisateurFactory, jeton_de


@pytest.fixture
def invitation(gestionnaire, territoire):
    return Invitation.inviter(
        par=gestionnaire, email="Nouvelle@Exemple.test ", role=Role.PTP, territoire=territoire
    )


def ouvrir(invitation):
    return invitation.ouvrir_compte(prenom="Ariane", nom="Fictive", mot_de_passe=MOT_DE_PASSE)


# --- Invitations ------------------------------------------------------------------------------


def test_invitation_keeps_only_the_hash_of_its_token(gestionnaire, territoire):
    invitation = Invitation.inviter(
        par=gestionnaire, email="a@exemple.test", role=Role.PTP, territoire=territoire
    )
    jeton = jeton_de(invitation)
    assert jeton not in str(Invitation.objects.values().get())
    assert Invitation.objects.par_jeton(jeton).get() == invitation


def test_invitation_opens_an_account_with_its_role(invitation, territoire):
    utilisateur = ouvrir(invitation)
    assert utilisateur.email == "nouvelle@exemple.test"
    assert utilisateur.check_password(MOT_DE_PASSE)
    assert utilisateur.territoires_ecrits == {territoire.pk}


def test_invitation_serves_once(invitation):
    ouvrir(invitation)
    with pytest.raises(ValidationError, match="déjà acceptée"):
        ouvrir(Invitation.objects.get())
    assert Utilisateur.objects.filter(email=invitation.email).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_open_one_account(invitation, en_parallele):
    def accepter():
        try:
            return ouvrir(Invitation.objects.get(pk=invitation.pk)).pk
        except ValidationError:
            return None

    assert len([pk for pk in en_parallele(accepter, fois=8) if pk]) == 1


def test_expired_invitation_opens_nothing(invitation):
    with (
        time_machine.travel(timezone.now() + timedelta(days=8)),
        pytest.raises(ValidationError, match="expirée"),
    ):
        ouvrir(invitation)


def test_cancelled_invitation_opens_nothing(invitation):
    invitation.annuler()
    with pytest.raises(ValidationError, match="annulée"):
        ouvrir(invitation)


def test_accepted_invitation_is_not_cancelled(invitation):
    ouvrir(invitation)
    with pytest.raises(ValidationError, match="déjà acceptée"):
        invitation.annuler()


def test_inviting_again_closes_the_first_link(invitation, gestionnaire, territoire):
    Invitation.inviter(
        par=gestionnaire, email=invitation.email, role=Role.PTP, territoire=territoire
    )
    invitation.refresh_from_db()
    assert invitation.etat == Invitation.Etat.ANNULEE
    assert Invitation.objects.ouvertes().count() == 1


@pytest.mark.django_db(transaction=True)
def test_inviting_twice_at_once_leaves_one_link_open(gestionnaire, territoire, en_parallele):
    def inviter():
        Invitation.inviter(
            par=Utilisateur.objects.get(pk=gestionnaire.pk),
            email="a@exemple.test",
            role=Role.PTP,
            territoire=territoire,
        )

    en_parallele(inviter, fois=16)
    assert en_parallele(Invitation.objects.ouvertes().count, fois=1) == [1]


def test_existing_account_gains_the_role(invitation, territoire):
    collegue = UtilisateurFactory(email=invitation.email)
    invitation.accepter(par=collegue)
    assert collegue.affectations.get().territoire == territoire


def test_invitation_is_for_one_address(invitation, inconnue):
    with pytest.raises(ValidationError, match="autre adresse"):
        invitation.accepter(par=inconnue)


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE, Role.ADMINISTRATION, Role.COMITE_PILOTAGE])
def test_gestionnaire_invites_ptp_only(gestionnaire, territoire, role):
    sur = territoire if role == Role.GESTIONNAIRE else None
    with pytest.raises(PermissionDenied):
        Invitation.inviter(par=gestionnaire, email="a@exemple.test", role=role, territoire=sur)


def test_gestionnaire_invites_in_her_territoires_only(gestionnaire, autre_territoire):
    with pytest.raises(PermissionDenied):
        Invitation.inviter(
            par=gestionnaire, email="a@exemple.test", role=Role.PTP, territoire=autre_territoire
        )


def test_ptp_invites_nobody(ptp, territoire):
    with pytest.raises(PermissionDenied):
        Invitation.inviter(par=ptp, email="a@exemple.test", role=Role.PTP, territoire=territoire)


def test_administration_invites_to_any_role(administration):
    invitation = Invitation.inviter(
        par=administration, email="c@exemple.test", role=Role.COMITE_SUIVI
    )
    assert ouvrir(invitation).roles == {Role.COMITE_SUIVI}


# --- Affectations -------------------------------------------------------------------------------


def test_ended_affectation_holds_until_the_last_day_included(ptp, territoire):
    ptp.affectations.get().terminer(le=timezone.localdate())
    assert Utilisateur.objects.get(pk=ptp.pk).territoires_ecrits == {territoire.pk}
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert Utilisateur.objects.get(pk=ptp.pk).territoires_ecrits == frozenset()


def test_affectation_does_not_end_before_it_begins(ptp):
    affectation = ptp.affectations.get()
    with pytest.raises(ValidationError, match="après son début"):
        affectation.terminer(le=affectation.du - timedelta(days=1))
    affectation.refresh_from_db()
    assert affectation.au is None


def test_end_already_set_is_not_put_off(ptp):
    affectation = ptp.affectations.get()
    fin = timezone.localdate() + timedelta(days=10)
    affectation.terminer(le=fin)
    with pytest.raises(ValidationError, match="ne se repousse pas"):
        affectation.terminer(le=fin + timedelta(days=1))
    affectation.terminer(le=fin - timedelta(days=1))


def test_ended_affectations_are_neither_current_nor_to_come(ptp, territoire):
    hier = timezone.localdate() - timedelta(days=1)
    finie = AffectationFactory(territoire=territoire, du=date(2023, 1, 1), au=hier)
    assert finie not in Affectation.objects.non_terminees()
    assert ptp.affectations.get() in Affectation.objects.non_terminees()


def test_past_affectation_stays_as_it_was(ptp):
    affectation = ptp.affectations.get()
    Affectation.objects.update(du=date(2024, 1, 1), au=date(2024, 6, 30))
    with pytest.raises(ValidationError, match="déjà terminée"):
        affectation.terminer(le=timezone.localdate())


def test_disabled_account_has_no_rights(ptp):
    Utilisateur.objects.update(is_active=False)
    personne = Utilisateur.objects.get(pk=ptp.pk)
    assert not personne.a_role(Role.PTP)
    assert personne.territoires_lus == frozenset()


def test_one_person_may_hold_several_roles(gestionnaire, autre_territoire):
    AffectationFactory(utilisateur=gestionnaire, role=Role.PTP, territoire=autre_territoire)
    personne = Utilisateur.objects.get(pk=gestionnaire.pk)
    assert personne.roles == {Role.PTP, Role.GESTIONNAIRE}
    assert personne.territoires_ecrits == {autre_territoire.pk}


def test_account_and_affectation_names_hold_no_personal_datum(ptp):
    for objet in (ptp, ptp.affectations.get()):
        assert "Maude" not in str(objet)
        assert "@" not in str(objet)

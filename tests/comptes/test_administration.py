from datetime import timedelta

import pytest
import time_machine
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from comptes.models import Invitation, Role, Utilisateur
from courriels.gabarits import GABARITS
from courriels.models import Courriel
from tests.comptes.factories import MOT_DE_PASSE, AffectationFactory, UtilisateurFactory


@pytest.mark.parametrize("personne", ["ptp", "gestionnaire", "comite", "inconnue"])
def test_admin_does_not_exist_without_the_role(client_de, request, personne):
    navigateur = client_de(request.getfixturevalue(personne))
    assert navigateur.get(reverse("admin:index"), follow=True).status_code == 404


def test_admin_uses_the_common_login(client, db):
    page = client.get(reverse("admin:login"))
    assert page.url.startswith(reverse("account_login"))


def test_admin_is_french(client_de, administration):
    page = client_de(administration).get(reverse("admin:index")).content.decode()
    assert "Administration de Proximité" in page
    assert "Comptes et listes de référence" in page


@pytest.mark.parametrize(
    ("adresse", "titre"),
    [
        (reverse("admin:app_list", args=["comptes"]), "Comptes"),
        (reverse("admin:comptes_affectation_changelist"), "Affectations"),
        (reverse("admin:comptes_affectation_add"), "Affectation\u00a0: ajout"),
    ],
)
def test_admin_titles_need_no_article(client_de, administration, adresse, titre):
    page = client_de(administration).get(adresse).content.decode()
    assert f"<h1>{titre}</h1>" in page
    assert "Ajout de affectation" not in page


@pytest.mark.parametrize("modele", list(admin.site._registry), ids=lambda m: m._meta.label)
def test_every_admin_list_opens(client_de, administration, modele):
    adresse = reverse(f"admin:{modele._meta.app_label}_{modele._meta.model_name}_changelist")
    assert client_de(administration).get(adresse).status_code == 200


def test_admin_holds_no_famille():
    assert {modele._meta.label for modele in admin.site._registry}.isdisjoint(
        {"familles.Famille", "familles.IdentiteFamille", "familles.Intervention", "auth.Group"}
    )


def test_no_password_hash_is_shown(client_de, administration, ptp):
    adresse = reverse("admin:comptes_utilisateur_change", args=[ptp.pk])
    page = client_de(administration).get(adresse).content.decode()
    assert ptp.password not in page
    assert ptp.email in page


def test_administration_disables_an_account_but_not_her_own(client_de, administration, ptp):
    client_de(administration).post(
        reverse("admin:comptes_utilisateur_changelist"),
        {"action": "desactiver", "_selected_action": [ptp.pk, administration.pk]},
    )
    actifs = Utilisateur.objects.filter(is_active=True)
    assert list(actifs) == [administration]


def _affectation(personne, role, territoire):
    jour = timezone.localdate().isoformat()
    return {"utilisateur": personne.pk, "role": role, "territoire": territoire.pk, "du": jour}


def _par_la_fiche(client, administration, territoire):
    """The affectation written under her own account."""
    envoi = {"email": administration.email, "prenom": "A", "nom": "B", "is_active": "on"}
    siennes = list(administration.affectations.all())
    envoi |= {
        "affectations-TOTAL_FORMS": len(siennes) + 1,
        "affectations-INITIAL_FORMS": len(siennes),
        "affectations-0-id": siennes[0].pk,
        "affectations-0-utilisateur": administration.pk,
        "affectations-0-role": siennes[0].role,
        "affectations-0-du": siennes[0].du.isoformat(),
    }
    nouvelle = _affectation(administration, Role.PTP, territoire)
    envoi |= {f"affectations-1-{nom}": valeur for nom, valeur in nouvelle.items()}
    client.post(reverse("admin:comptes_utilisateur_change", args=[administration.pk]), envoi)


def _par_les_affectations(client, administration, territoire):
    envoi = _affectation(administration, Role.GESTIONNAIRE, territoire)
    client.post(reverse("admin:comptes_affectation_add"), envoi)


def _par_une_invitation(client, administration, territoire):
    envoi = {"email": administration.email, "role": Role.PTP, "territoire": territoire.pk}
    client.post(reverse("comptes:inviter"), envoi)
    Invitation.objects.get().accepter(par=administration)


@pytest.mark.parametrize("voie", [_par_la_fiche, _par_les_affectations, _par_une_invitation])
def test_an_administration_does_not_open_files_to_herself_unknown_to_who_manages_them(
    client_de, administration, gestionnaire, territoire, ptp, voie
):
    voie(client_de(administration), administration, territoire)
    assert administration.affectations.filter(territoire=territoire).count() == 1
    courriel = Courriel.objects.get(genre="lecture_ouverte")
    assert courriel.destinataire == gestionnaire.email
    message = GABARITS[courriel.genre](courriel)
    assert territoire.nom in message.corps
    assert reverse("comptes:equipe") in message.corps


def test_a_gestionnaire_who_invites_her_own_team_is_not_told_of_it(ptp, gestionnaire, territoire):
    AffectationFactory(role=Role.GESTIONNAIRE, territoire=territoire)
    nouvelle = UtilisateurFactory()
    Invitation.inviter(
        par=gestionnaire, email=nouvelle.email, role=Role.PTP, territoire=territoire
    ).accepter(par=nouvelle)
    assert not Courriel.objects.filter(genre="lecture_ouverte").exists()


@pytest.mark.parametrize("page", ["admin:comptes_affectation_add", "comptes:inviter"])
def test_rights_are_given_by_who_shows_again_that_it_is_her(
    client_de, administration, ptp, territoire, page
):
    client = client_de(administration)
    client.get(reverse(page))
    envoi = _affectation(ptp, Role.GESTIONNAIRE, territoire) | {"email": "n@exemple.test"}
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        ouverte = client.get(reverse(page))
        assert ouverte.url.startswith(reverse("account_reauthenticate"))
        demande = client.post(reverse(page), envoi)
        assert "va pouvoir lire" in demande.content.decode()
        assert ptp.affectations.count() + Invitation.objects.count() == 1
        client.post(reverse(page), envoi | {"confirmation-password": MOT_DE_PASSE})
    assert ptp.affectations.count() + Invitation.objects.count() == 2


def test_invitations_are_read_only(client_de, administration):
    invitation = Invitation.inviter(
        par=administration, email="a@exemple.test", role=Role.COMITE_SUIVI
    )
    adresse = reverse("admin:comptes_invitation_change", args=[invitation.pk])
    navigateur = client_de(administration)
    page = navigateur.get(adresse)
    assert page.status_code == 200
    assert invitation.empreinte not in page.content.decode()
    assert navigateur.post(adresse, {"email": "b@exemple.test"}).status_code == 403

import pytest
from django.contrib import admin
from django.urls import reverse

from comptes.models import Invitation, Role, Utilisateur


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

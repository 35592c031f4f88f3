"""The pages of allauth that we offer, under its own names. Its other pages don't exist here:
no sign-up, no change of address (an invitation binds to one address), no page for a closed account
(the login says it)."""

from allauth.account import views
from django.urls import path, re_path

from comptes.mots_de_passe import mot_de_passe_nouveau, mot_de_passe_oublie
from comptes.second_facteur import views as second_facteur
from comptes.views_sessions import deconnexion

urlpatterns = [
    path("connexion/", views.login, name="account_login"),
    path("deconnexion/", deconnexion, name="account_logout"),
    path("connexion/code/", second_facteur.demander_le_code, name="mfa_authenticate"),
    path("connexion/cle/", second_facteur.ouvrir_par_cle, name="mfa_login_webauthn"),
    path("second-facteur/", second_facteur.mon_second_facteur, name="mfa_index"),
    path(
        "second-facteur/application/", second_facteur.activer_application, name="mfa_activate_totp"
    ),
    path("second-facteur/cle/", second_facteur.ajouter_cle, name="mfa_add_webauthn"),
    path("second-facteur/codes/", second_facteur.codes_de_secours, name="mfa_view_recovery_codes"),
    path(
        "second-facteur/codes/refaire/",
        second_facteur.refaire_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-facteur/<int:pk>/retirer/", second_facteur.facteur_retirer, name="facteur_retirer"
    ),
    path("confirmer/", views.reauthenticate, name="account_reauthenticate"),
    path("mot-de-passe/changer/", views.password_change, name="account_change_password"),
    path("mot-de-passe/oublie/", mot_de_passe_oublie, name="account_reset_password"),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        mot_de_passe_nouveau,
        name="account_reset_password_from_key",
    ),
]

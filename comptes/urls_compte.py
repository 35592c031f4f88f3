"""The pages of allauth that we offer, under its own names. Its other pages don't exist here:
no sign-up, no change of address (an invitation binds to one address)."""

from allauth.account import views
from django.urls import path, re_path

from comptes.mots_de_passe import mot_de_passe_nouveau, mot_de_passe_oublie

urlpatterns = [
    path("connexion/", views.login, name="account_login"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("inactif/", views.account_inactive, name="account_inactive"),
    path("inscription/", views.signup, name="account_signup"),
    path("confirmer/", views.reauthenticate, name="account_reauthenticate"),
    path("mot-de-passe/changer/", views.password_change, name="account_change_password"),
    path("mot-de-passe/oublie/", mot_de_passe_oublie, name="account_reset_password"),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        mot_de_passe_nouveau,
        name="account_reset_password_from_key",
    ),
]

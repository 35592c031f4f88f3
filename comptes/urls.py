from django.urls import path

from comptes import views, views_hors_ligne, views_reinitialisation, views_sessions

app_name = "comptes"
urlpatterns = [
    path("hors-ligne/session/", views_hors_ligne.session, name="session_hors_ligne"),
    path("sessions/", views_sessions.sessions, name="sessions"),
    path("equipe/", views.equipe, name="equipe"),
    path(
        "equipe/affectations/<int:pk>/terminer/",
        views.affectation_terminer,
        name="affectation_terminer",
    ),
    path(
        "equipe/affectations/<int:pk>/second-contact/",
        views.second_contact,
        name="second_contact",
    ),
    path(
        "equipe/organismes/<int:pk>/alias-hors-ligne/",
        views.alias_hors_ligne,
        name="alias_hors_ligne",
    ),
    path("seconds-facteurs/", views_reinitialisation.liste, name="reinitialisations"),
    path(
        "seconds-facteurs/personnes/<int:pk>/",
        views_reinitialisation.demander,
        name="reinitialisation_demander",
    ),
    path("seconds-facteurs/<int:pk>/", views_reinitialisation.repondre, name="reinitialisation"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/creer/", views.inviter, name="inviter"),
    path("invitations/<int:pk>/annuler/", views.invitation_annuler, name="invitation_annuler"),
    path("invitation/<str:jeton>/", views.invitation_accepter, name="invitation_accepter"),
]

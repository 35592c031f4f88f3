from django.urls import path

from activites import views, views_sorties

app_name = "activites"
urlpatterns = [
    path("activites/", views.journal, name="journal"),
    path("demarchage/consigner/", views.demarchage_consigner, name="demarchage_consigner"),
    path("demarchage/<int:pk>/annuler/", views.demarchage_annuler, name="demarchage_annuler"),
    path("demarchage/<int:pk>/", views.demarchage_modifier, name="demarchage_modifier"),
    path("reseautage/consigner/", views.reseautage_consigner, name="reseautage_consigner"),
    path("reseautage/<int:pk>/", views.reseautage_modifier, name="reseautage_modifier"),
    path("hors-mandat/consigner/", views.hors_mandat_consigner, name="hors_mandat_consigner"),
    path("hors-mandat/<int:pk>/", views.hors_mandat_modifier, name="hors_mandat_modifier"),
    path("sorties/", views_sorties.sorties, name="sorties"),
    path("sorties/partir/", views_sorties.partir, name="partir"),
    path("sorties/<int:pk>/rentrer/", views_sorties.rentrer, name="rentrer"),
    path("sorties/<int:pk>/prolonger/", views_sorties.prolonger, name="prolonger"),
    path("sorties/<int:pk>/jointe/", views_sorties.jointe, name="jointe"),
]

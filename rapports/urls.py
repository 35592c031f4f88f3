from django.urls import path

from rapports import views

app_name = "rapports"
urlpatterns = [
    path("tableau-de-bord/", views.territoires, name="territoires"),
    path("tableau-de-bord/<slug:code>/", views.territoire, name="territoire"),
    path(
        "tableau-de-bord/<slug:code>/a-verifier/<slug:controle>/",
        views.a_verifier,
        name="a_verifier",
    ),
    path(
        "tableau-de-bord/<slug:code>/familles/<str:indicateur>/",
        views.familles_derriere,
        name="familles_derriere",
    ),
    path("reseau/", views.reseau, name="reseau"),
    path("reseau/trous-de-services/", views.trous, name="trous"),
    path("reseau/rapport/", views.participation, name="participation"),
    path("reseau/rapport/<slug:format>/", views.export, name="export"),
    path("indicateurs/", views.indicateurs, name="indicateurs"),
    path("indicateurs/<str:identifiant>/", views.indicateur, name="indicateur"),
]

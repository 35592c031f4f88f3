from django.urls import path

from rapports.views import reseau, taches, territoire

app_name = "rapports"
urlpatterns = [
    path("tableau-de-bord/", territoire.territoires, name="territoires"),
    path("tableau-de-bord/<slug:code>/", territoire.territoire, name="territoire"),
    path(
        "tableau-de-bord/<slug:code>/a-verifier/<slug:controle>/",
        territoire.a_verifier,
        name="a_verifier",
    ),
    path(
        "tableau-de-bord/<slug:code>/familles/<str:indicateur>/",
        territoire.familles_derriere,
        name="familles_derriere",
    ),
    path("reseau/", reseau.reseau, name="reseau"),
    path("reseau/trous-de-services/", reseau.trous, name="trous"),
    path("reseau/rapport/", reseau.participation, name="participation"),
    path("reseau/rapport/<slug:format>/", reseau.export, name="export"),
    path("indicateurs/", territoire.indicateurs, name="indicateurs"),
    path("indicateurs/<str:identifiant>/", territoire.indicateur, name="indicateur"),
    path("taches/<int:pk>/", taches.tache, name="tache"),
    path("taches/<int:pk>/fichier/", taches.fichier, name="tache_fichier"),
    path("taches/<int:pk>/recommencer/", taches.recommencer, name="tache_recommencer"),
]

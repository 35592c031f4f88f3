from django.urls import path

from .views import entrant, referencement, trou

app_name = "referencements"
urlpatterns = [
    path("referencements/", referencement.liste, name="liste"),
    path("referencements/creer/", referencement.creer, name="creer"),
    path("referencements/recevoir/", referencement.recevoir, name="recevoir"),
    path("referencements/<int:pk>/", referencement.fiche, name="fiche"),
    path("referencements/<int:pk>/suivre/", referencement.suivre, name="suivre"),
    path(
        "referencements/<int:pk>/accuser-reception/",
        entrant.accuser_reception,
        name="accuser_reception",
    ),
    path("referencements/<int:pk>/<slug:nom>/", referencement.geste, name="geste"),
    path("trous-de-services/", trou.trous, name="trous"),
    path("trous-de-services/constater/", trou.trou_constater, name="trou_constater"),
    path("trous-de-services/<int:pk>/suivre/", trou.trou_suivre, name="trou_suivre"),
]

from django.urls import path

from .views import espace, liens

app_name = "portail"
urlpatterns = [
    path("p/<str:jeton>/", liens.lien, name="lien"),
    path("p/<str:jeton>/<slug:nom>/", liens.geste, name="geste"),
    path("espace-partenaire/", espace.espace, name="espace"),
    path("espace-partenaire/fiche/", espace.fiche, name="fiche"),
    path("espace-partenaire/sortir/", espace.sortir, name="sortir"),
    path("espace-partenaire/capacite/<int:pk>/", espace.capacite, name="capacite"),
    path("espace-partenaire/demande/<int:pk>/", espace.demande, name="demande"),
    path("espace-partenaire/demande/<int:pk>/<slug:nom>/", espace.geste, name="geste_espace"),
]

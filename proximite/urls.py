from django.contrib import admin
from django.urls import include, path

from proximite import sante, views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("sante/", sante.sante, name="sante"),
    path("sante/pret/", sante.sante_pret, name="sante_pret"),
    path("aide/<slug:page>/", views.aide, name="aide"),
    path("compte/", include("comptes.urls_compte")),
    path("", include("comptes.urls")),
    path("", include("partenaires.urls")),
    path("", include("activites.urls")),
    path("", include("familles.urls")),
    path("", include("referencements.urls")),
    path("", include("referencements.portail.urls")),
    path("", include("rapports.urls")),
    path("", include("confidentialite.urls")),
    path("administration/", admin.site.urls),
]

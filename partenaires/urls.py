from django.urls import path

from . import views

app_name = "partenaires"
urlpatterns = [
    path("partenaires/", views.liste, name="liste"),
    path("partenaires/creer/", views.creer, name="creer"),
    path("partenaires/<int:pk>/", views.fiche, name="fiche"),
    path("partenaires/<int:pk>/modifier/", views.modifier, name="modifier"),
]

from django.urls import path

from confidentialite import views

app_name = "confidentialite"

urlpatterns = [
    path("acces/", views.acces, name="acces"),
    path("acces/inhabituels/<rang:pk>/", views.alerte_voir, name="alerte_voir"),
    path("familles/<str:code>/acces/", views.acces_famille, name="acces_famille"),
]

from django.urls import path

from .views import liens

app_name = "portail"
urlpatterns = [
    path("p/<str:jeton>/", liens.lien, name="lien"),
    path("p/<str:jeton>/<slug:nom>/", liens.geste, name="geste"),
]

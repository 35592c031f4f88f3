"""The project's addresses, and the partenaire's page at the one that its links open."""

from django.http import HttpResponse
from django.urls import include, path

from proximite.urls import urlpatterns as du_projet

portail = ([path("p/<str:jeton>/", lambda request, jeton: HttpResponse(), name="lien")], "portail")
urlpatterns = [*du_projet, path("", include(portail))]

"""The project's URLs, and a page with nothing but what every signed-in page carries."""

from django.shortcuts import render
from django.urls import path

from proximite.urls import urlpatterns as urls_du_projet

urlpatterns = [*urls_du_projet, path("nue/", lambda request: render(request, "base.html"))]

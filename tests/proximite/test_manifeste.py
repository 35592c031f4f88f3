"""What puts Proximité on the home screen of a phone."""

import json
import struct

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

CHEMIN = "manifest.webmanifest"


@pytest.fixture
def manifeste():
    return json.loads((settings.BASE_DIR / "static" / CHEMIN).read_text(encoding="utf-8"))


def test_it_opens_as_an_application_on_a_page_of_the_site(manifeste):
    assert manifeste["name"] == "Proximité"
    assert manifeste["display"] == "standalone"
    assert manifeste["start_url"] == reverse("accueil")
    assert manifeste["start_url"].startswith(manifeste["scope"])


def test_each_icon_has_the_size_it_claims(manifeste):
    mesures = set()
    for icone in manifeste["icons"]:
        fichier = finders.find(icone["src"].removeprefix(settings.STATIC_URL))
        assert fichier, icone["src"]
        largeur, hauteur = _mesures(fichier)
        assert icone["sizes"] == f"{largeur}x{hauteur}"
        mesures.add(icone["sizes"])
    # Chromium offers to install with these two.
    assert mesures >= {"192x192", "512x512"}


def _mesures(fichier):
    with open(fichier, "rb") as png:
        entete = png.read(24)
    assert entete.startswith(b"\x89PNG")
    return struct.unpack(">II", entete[16:24])


@pytest.mark.django_db
def test_every_page_leads_to_it():
    page = Client().get(reverse("account_login")).content.decode()
    assert f'<link rel="manifest" href="{static(CHEMIN)}">' in page

"""Signed in without the second factor that she must have: nothing but the enrolment answers."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from comptes.middleware import SANS_SECOND_FACTEUR

from .test_acces import PAGES, PAGES_ADMIN, _adresse

pytestmark = [pytest.mark.django_db, pytest.mark.securite(13)]


@pytest.mark.parametrize("nom", ["ptp", "gestionnaire", "administration", "evaluation"])
def test_nothing_but_the_enrolment_answers(ici, clients, periode, settings, nom):
    settings.SECOND_FACTEUR = True
    adresses = [(r.nom, _adresse(r, ici)) for r in PAGES if r.nom not in SANS_SECOND_FACTEUR]
    Authenticator.objects.all().delete()
    ouvertes = []
    for route, chemin in [*adresses, *(("admin", page) for page in PAGES_ADMIN)]:
        for methode in ("get", "head", "post", "put", "delete"):
            reponse = getattr(clients[nom], methode)(chemin)
            if reponse.status_code != 302 or reponse.url != reverse("mfa_index"):
                ouvertes.append(f"{methode} {route} : {reponse.status_code}")
    assert ouvertes == []


def test_the_enrolment_answers(clients, ici, settings):
    settings.SECOND_FACTEUR = True
    for nom in SANS_SECOND_FACTEUR:
        assert clients["gestionnaire"].get(reverse(nom)).status_code in (200, 302), nom

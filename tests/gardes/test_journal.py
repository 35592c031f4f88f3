"""SECURITE check 9: a byte of a famille served, its line exists. Every page, everyone."""

import pytest

from confidentialite.models import Consultation

from .attentes import ATTENTES
from .test_acces import PAGES, _adresse

pytestmark = [pytest.mark.django_db, pytest.mark.securite(9)]


def test_every_page_that_shows_a_famille_says_who_read_her(ici, clients, periode):
    muettes, montrees = [], 0
    for route in PAGES:
        for nom in ATTENTES[route.nom].roles & clients.keys():
            deja = Consultation.objects.count()
            reponse = clients[nom].get(_adresse(route, ici))
            if not _montre(reponse, ici):
                continue
            montrees += 1
            lignes = Consultation.objects.de_la_famille(ici.famille)
            if not lignes.filter(numero__gt=deja).exists():
                muettes.append(f"{route.nom} par {nom}")
    assert muettes == []
    assert montrees > 40


def _montre(reponse, registre) -> bool:
    contenu = reponse.content.decode()
    famille = registre.famille
    return any(m in contenu for m in (famille.alias, famille.code, famille.code_affiche))

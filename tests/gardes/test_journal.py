"""SECURITE check 9: a byte of a famille served, its line exists. Every page, everyone."""

import pytest
from django.test import Client
from django.urls import reverse

from confidentialite.models import Consultation
from referencements.models import LienPartenaire

from .attentes import ATTENTES
from .conftest import JOUR
from .test_acces import PAGES, _adresse
from .test_portail import DU_PORTAIL, ouvrir
from .urls import adresse

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


def test_every_page_of_a_partenaire_that_names_a_famille_says_which_partenaire(ici, clients):
    ici.envoye.accepter(par=ici.ptp, le=JOUR)
    client, attendues = Client(), {}
    lien, jeton = LienPartenaire.pour_repondre(ici.divulgation)
    pages = [(lien, reverse("portail:lien", args=[jeton]))]
    pages += [(lien, reverse("portail:geste", args=[jeton, nom])) for nom in ("amorcer", "ecrire")]
    session = ouvrir(client, ici.partenaire, ici.territoire)
    for route in DU_PORTAIL:
        pages.append((session, _adresse(route, ici)))
        if "pk" in route.parametres and route.nom != "portail:capacite":
            arguments = ATTENTES[route.nom].objet(ici) | {"pk": ici.envoye.pk}
            pages.append((session, adresse(route.nom, arguments)))
    for porte, chemin in pages:
        deja = Consultation.objects.count()
        if _montre(client.get(chemin), ici):
            attendues[chemin] = f"Par le lien nº\u00a0{porte.pk} de {ici.partenaire.nom}"
            ligne = Consultation.objects.de_la_famille(ici.famille).get(numero__gt=deja)
            assert (ligne.titre, ligne.famille) == (attendues[chemin], ici.famille.pk), chemin
    assert len(attendues) > 1
    dits = clients["gestionnaire"].get(
        reverse("confidentialite:acces_famille", args=[ici.famille.code])
    )
    assert all(titre in dits.content.decode() for titre in attendues.values())


def _montre(reponse, registre) -> bool:
    contenu = reponse.content.decode()
    famille = registre.famille
    noms = (famille.identite.nom, registre.adulte.identite.prenom, "555-0142")
    return any(m in contenu for m in (famille.alias, famille.code, famille.code_affiche, *noms))

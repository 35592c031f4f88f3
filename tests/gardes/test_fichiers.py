"""A file that leaves with what is known of people asks first who takes it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from .attentes import ATTENTES
from .test_acces import PAGES, _adresse, _formulaires
from .urls import Route

pytestmark = pytest.mark.django_db

CONFIRMES = {
    "confidentialite:demande_dossier",
    "confidentialite:demandes_export",
    "confidentialite:incidents_export",
    "rapports:tache_fichier",
}
# Why whoever takes it is not asked again.
SANS_CONFIRMATION = {
    "confidentialite:schema_dossier": "la forme d’un dossier, sans le dossier de personne",
    "familles:travailleur": "le programme que le navigateur garde, le même pour tout le monde",
    "partenaires:export": "des organismes, sans leurs personnes-ressources",
    "partenaires:importation_modele": "un fichier vide, avec nos titres de colonnes",
    "rapports:export": "des tableaux publiés, sans aucune ligne sur une famille",
    "rapports:publication_export": "des tableaux publiés, sans aucune ligne sur une famille",
    "rapports:rapport_export": "des comptes par territoire, sans aucune ligne sur une famille",
    "rapports:schema_rapport": "la forme d’un rapport, sans ses nombres",
}
DE_PAGES = ("text/html", "application/json")


def _est_un_fichier(reponse) -> bool:
    if reponse.status_code != 200:
        return False
    genre = reponse.get("Content-Type", "").partition(";")[0]
    return "Content-Disposition" in reponse or genre not in DE_PAGES


def _demander(client, route: Route, registre):
    """The page, then what each of its forms gives when it is sent as it stands."""
    adresse = _adresse(route, registre)
    page = client.get(adresse)
    yield page
    for form in _formulaires(page):
        envoi = {form.add_prefix(nom): _valeur(form[nom]) for nom in form.fields}
        avant = transaction.savepoint()
        yield client.post(adresse, envoi)
        transaction.savepoint_rollback(avant)


def _valeur(champ):
    valeur = champ.value()
    if isinstance(valeur, list | tuple | set):
        return [getattr(v, "pk", v) for v in valeur]
    return "" if valeur is None else getattr(valeur, "pk", valeur)


def _fichiers(clients, registre) -> set[str]:
    return {
        route.nom
        for route in PAGES
        for nom in ATTENTES[route.nom].roles & set(clients)
        for reponse in _demander(clients[nom], route, registre)
        if _est_un_fichier(reponse)
    }


def test_every_file_asks_who_takes_it_or_says_why_not(ici, clients, periode):
    assert _fichiers(clients, ici) == CONFIRMES | set(SANS_CONFIRMATION)
    assert all(len(raison) > 10 for raison in SANS_CONFIRMATION.values())


def test_twenty_minutes_later_none_is_given_before_she_shows_who_she_is(ici, clients, periode):
    for client in clients.values():
        client.get("/")
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert _fichiers(clients, ici) == set(SANS_CONFIRMATION)

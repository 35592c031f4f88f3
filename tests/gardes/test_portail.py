"""The partenaire’s own pages: every URL × method × who is signed in × whose session."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referencements.models import LienPartenaire
from referencements.portail.acces import SESSION

from .attentes import ATTENTES
from .publiques import publiques
from .requetes import ecrit, requetes_de
from .test_acces import DU_PROJET, JETON, _adresse, _inexistant
from .test_entetes import ATTENDUS
from .urls import adresse

pytestmark = pytest.mark.django_db

DU_PORTAIL = [r for r in DU_PROJET if r.nom in ATTENTES and ATTENTES[r.nom].partenaire]
METHODES = ("get", "head", "post", "put", "delete")


def ouvrir(client, partenaire, territoire):
    """As after the mailed code: what the session holds is the link it came from."""
    lien, _ = LienPartenaire.pour_referer(partenaire, territoire, par=None)
    jusqu_a = timezone.now() + timedelta(minutes=30)
    session = client.session
    session[SESSION] = {"lien": lien.pk, "jusqu_a": jusqu_a.timestamp()}
    session.save()
    return lien


@pytest.fixture
def ouvrir_ici(ici):
    return lambda client: ouvrir(client, ici.partenaire, ici.territoire)


@pytest.fixture
def ouvrir_ailleurs(ailleurs):
    return lambda client: ouvrir(client, ailleurs.partenaire, ailleurs.territoire)


@pytest.mark.securite(1)
def test_every_method_for_everyone_with_each_session(ici, clients, ouvrir_ici, ouvrir_ailleurs):
    """An account opens nothing here; a session opens its own partenaire’s rows only."""
    sessions = {
        "aucune": lambda client: None,
        "la sienne": ouvrir_ici,
        "une autre": ouvrir_ailleurs,
    }
    fuites = []
    for sorte, ouvrir_session in sessions.items():
        for nom, client in clients.items():
            for route in DU_PORTAIL:
                for methode in METHODES:
                    ouvrir_session(client)
                    recu = getattr(client, methode)(_adresse(route, ici)).status_code
                    if recu not in attendus(sorte, route):
                        fuites.append(f"{methode} {route.nom} par {nom}, {sorte} : {recu}")
    assert fuites == []


def attendus(sorte, route):
    if sorte == "la sienne" or (sorte == "une autre" and not ATTENTES[route.nom].objet):
        return {200, 302, 405, 422}
    return {404, 405}


@pytest.mark.securite(1)
def test_what_is_another_s_looks_like_what_never_was(ici, ailleurs, ouvrir_ici):
    client = Client()
    ouvrir_ici(client)
    for route in DU_PORTAIL:
        if (objet := ATTENTES[route.nom].objet) is None:
            continue
        jamais = {nom: _inexistant(v) if nom == "pk" else v for nom, v in objet(ici).items()}
        for methode in (client.get, client.post):
            dehors, rien = methode(_adresse(route, ailleurs)), methode(adresse(route.nom, jamais))
            assert dehors.status_code == rien.status_code
            assert dehors.status_code in {404, 405}
            assert JETON.sub(b"", dehors.content) == JETON.sub(b"", rien.content)


@pytest.mark.securite(1)
def test_no_page_shows_anything_of_another_nor_of_a_famille(ici, ailleurs, ouvrir_ici):
    client = Client()
    ouvrir_ici(client)
    for route in DU_PORTAIL:
        contenu = client.get(_adresse(route, ici)).content.decode()
        assert ailleurs.marque not in contenu, route.nom
        assert not [
            m for m in ("alias", "nom", "note", "promesse") if f"{m} {ici.marque}" in contenu
        ]
        assert ici.famille.code not in contenu


@pytest.mark.securite(4)
def test_no_get_writes(ici, ouvrir_ici):
    client = Client()
    ouvrir_ici(client)
    for route in DU_PORTAIL:
        with requetes_de(connection) as requetes:
            client.get(_adresse(route, ici))
        ecrites = [r["sql"] for r in requetes if ecrit(r["sql"])]
        assert ecrites == [], route.nom


@pytest.mark.securite(4)
def test_no_get_of_a_public_address_writes(ici):
    for nom, chemin in publiques(ici).items():
        with requetes_de(connection) as requetes:
            reponse = Client().get(chemin)
        assert reponse.status_code < 400 or reponse.status_code == 405, nom
        assert [r["sql"] for r in requetes if ecrit(r["sql"])] == [], nom


@pytest.mark.securite(12)
def test_headers(ici, ouvrir_ici):
    client = Client()
    ouvrir_ici(client)
    for route in DU_PORTAIL:
        reponse = client.get(_adresse(route, ici))
        assert {nom: reponse.get(nom) for nom in ATTENDUS} == ATTENDUS, route.nom
        assert "no-store" in reponse["Cache-Control"]


@pytest.mark.securite(12)
def test_pages_of_a_link_have_their_own_referrer_policy(ici, client):
    """The address holds the token."""
    _, jeton = LienPartenaire.pour_referer(ici.partenaire, ici.territoire, par=None)
    attendus = ATTENDUS | {"Referrer-Policy": "no-referrer"}
    for reponse in (
        client.get(reverse("portail:lien", args=[jeton])),
        client.get(reverse("portail:lien", args=["jamais"])),
        client.post(reverse("portail:geste", args=[jeton, "referer"])),
    ):
        assert {nom: reponse.get(nom) for nom in attendus} == attendus


def test_the_own_page_is_checked_for_forgery(ici, ouvrir_ici):
    client = Client(enforce_csrf_checks=True)
    ouvrir_ici(client)
    for route in DU_PORTAIL:
        recu = client.post(_adresse(route, ici)).status_code
        assert recu in {403, 405}, route.nom


@pytest.mark.securite(3)
@pytest.mark.parametrize("fin", ["ferme", "expire", "inactif", "trop_tard"])
def test_a_session_ends_with_its_link_at_the_next_request(ici, ouvrir_ici, fin):
    client = Client()
    lien = ouvrir_ici(client)
    assert client.get(reverse("portail:espace")).status_code == 200
    if fin == "ferme":
        lien.fermer()
    elif fin == "expire":
        LienPartenaire.objects.filter(pk=lien.pk).update(expire_le=timezone.now())
    elif fin == "inactif":
        type(ici.partenaire).objects.update(actif=False)
    else:
        session = client.session
        session[SESSION] = {"lien": lien.pk, "jusqu_a": timezone.now().timestamp() - 1}
        session.save()
    for route in DU_PORTAIL:
        assert client.get(_adresse(route, ici)).status_code in {404, 405}
        assert client.post(_adresse(route, ici)).status_code in {404, 405}

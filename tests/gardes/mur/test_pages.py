"""The first wall taken away: every page of everyone, and the database lets nothing out."""

import re

import pytest
from django.apps import apps
from django.db import models

from proximite.querysets import TerritorialQuerySet
from tests.gardes.attentes import ATTENTES
from tests.gardes.test_acces import D_OBJET, PAGES, _adresse

pytestmark = [pytest.mark.django_db, pytest.mark.securite(1)]

# The directory is the network's; names of familles, words and notes are not.
DU_REPERTOIRE = re.compile("(partenaire|absorbé|doublon|organisme|adresse) MARQUE-AILLEURS")
# A comité reads what each territoire wrote in its report.
DES_RAPPORTS = re.compile("(partenaire|absorbé|doublon|organisme|adresse|faits) MARQUE-AILLEURS")


@pytest.fixture
def sans_premier_mur(monkeypatch):
    """Whatever a view asks for, its QuerySet answers with everything."""
    portes = {"visibles_par", "modifiables_par", "dans_territoires"}
    vues = {TerritorialQuerySet}
    for modele in apps.get_models():
        vues |= {type(manager.get_queryset()) for manager in modele._meta.managers}
    for classe in {parente for vue in vues for parente in vue.__mro__}:
        for porte in portes & vars(classe).keys():
            if issubclass(classe, models.QuerySet):
                monkeypatch.setattr(classe, porte, lambda self, *args, **kwargs: self.all())


def test_without_the_first_wall_no_page_shows_another_territoire(
    sans_premier_mur, ici, ailleurs, clients, periode
):
    """Her own pages, those of the other registry, read and sent to."""
    fuites, essais = [], 0
    for client in clients.values():
        # What the database refuses to write is an error, and shows nothing.
        client.raise_request_exception = False
    for route in PAGES:
        registres = (ici, ailleurs) if route in D_OBJET else (ici,)
        for nom in ("ptp", "gestionnaire", "comite"):
            for registre in registres:
                for methode in ("get", "post"):
                    essais += 1
                    reponse = getattr(clients[nom], methode)(_adresse(route, registre))
                    if _montre(reponse, ailleurs, nom):
                        fuites.append(f"{methode} {route.nom} par {nom}")
    assert sorted(set(fuites)) == []
    assert essais > 500


def _montre(reponse, ailleurs, nom: str) -> bool:
    if "text" not in reponse.get("Content-Type", ""):
        return False
    permis = DES_RAPPORTS if nom == "comite" else DU_REPERTOIRE
    texte = permis.sub("", reponse.content.decode())
    return ailleurs.marque in texte or ailleurs.famille.code in texte


def test_without_the_first_wall_the_familles_of_elsewhere_do_not_exist(
    sans_premier_mur, ici, ailleurs, clients
):
    ouvertes = []
    for route in D_OBJET:
        if route.nom.startswith("familles:") and "ptp" in ATTENTES[route.nom].roles:
            recu = clients["ptp"].get(_adresse(route, ailleurs)).status_code
            if recu not in (404, 405):
                ouvertes.append(f"{route.nom} : {recu}")
    assert ouvertes == []


def test_the_first_wall_was_indeed_taken_away(sans_premier_mur, ici, ailleurs):
    """Else the two above would prove nothing."""
    familles = type(ici.famille)._default_manager
    assert familles.visibles_par(ici.ptp).filter(pk=ailleurs.famille.pk).exists()

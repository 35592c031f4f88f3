"""One round of measures on the database of ``DATABASE_URL``: samples as JSON on standard output.

``python -m tests.bench.mesures taille`` (or ``attente``) is run by ``python -m tests.bench``, once
per database and round.
"""

import json
import os
import random
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from time import perf_counter
from typing import Any
from uuid import uuid4

import django

DEBUT, FIN = date(2024, 1, 1), date(2025, 3, 31)
REPETITIONS = 4


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "proximite.settings"
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    settings.ROOT_URLCONF = "tests.bench.urls"
    setup_test_environment()
    json.dump(_mesurer(_gestes() if sys.argv[1] == "taille" else _attentes()), sys.stdout)


def _mesurer(gestes: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    requetes = {nom: _nombre_de_requetes(geste) for nom, geste in gestes.items()}
    durees: dict[str, list[float]] = {nom: [] for nom in gestes}
    ordre = list(gestes) * REPETITIONS
    random.shuffle(ordre)
    for nom in ordre:
        depart = perf_counter()
        gestes[nom]()
        durees[nom].append((perf_counter() - depart) * 1000)
    return {"durees": durees, "requetes": requetes}


def _gestes() -> dict[str, Callable[[], Any]]:
    """What is measured, by name; pages are read and sent to by the PTP of territoire 1."""
    from familles.models import Famille
    from rapports.calculs import calculer
    from rapports.ensemble import chiffrer
    from tests.bench.a_la_main import rapport_du_reseau

    navigateur = _navigateur()
    _publier()
    code = Famille.objects.filter(territoire=1).order_by("pk").values_list("code", flat=True)[0]
    return {
        "reseau": lambda: calculer(DEBUT, FIN),
        "reseau_a_la_main": lambda: rapport_du_reseau(DEBUT, FIN),
        "reseau_publie": _lire_publication,
        "territoire": lambda: calculer(DEBUT, FIN, territoires=frozenset({1})),
        "reseau_complet": lambda: chiffrer(DEBUT, FIN),
        "territoire_complet": lambda: chiffrer(DEBUT, FIN, territoires=frozenset({1})),
        "page_nue": lambda: _lire(navigateur, "/nue/"),
        "liste": lambda: _lire(navigateur, "/familles/"),
        "liste_requete": _lire_cinquante,
        "fiche": lambda: _lire(navigateur, f"/familles/{code}/"),
        "consigner": lambda: _consigner(navigateur, code),
    }


def _publier() -> None:
    """The window as a comité reads it: stored once, whatever the registry."""
    from rapports.models import Publication
    from tests.rapports.publications import publication

    if not Publication.objects.exists():
        publication(periodes=(("Banc d’essai", DEBUT, FIN),), decoupages=("milieu", "region"))


def _lire_publication() -> None:
    from rapports.models import Publication
    from rapports.publication.lecture import Publie

    assert Publie(Publication.objects.get()).reseau["I-01"].numerateur


def _attentes() -> dict[str, Callable[[], Any]]:
    """The pages where référencements wait: those of the PTP of territoire 1, and the own page of
    the partenaire that they were all sent to."""
    navigateur = _navigateur()
    adresses = {
        "page_nue": "/nue/",
        "ma_journee": "/ma-journee/",
        "en_cours": "/referencements/",
        "a_accueillir": "/referencements/?vue=a_accueillir",
        "a_relancer": "/referencements/?vue=a_relancer",
        "partenaire": "/partenaires/1/",
    }
    gestes = {nom: partial(_lire, navigateur, adresse) for nom, adresse in adresses.items()}
    return gestes | {"espace": partial(_lire, _navigateur_du_partenaire(), "/espace-partenaire/")}


def _navigateur_du_partenaire() -> Any:
    """A browser in which the first partenaire has given its code."""
    from django.test import Client
    from django.utils import timezone

    from partenaires.models import Partenaire
    from referencements.models import LienPartenaire
    from referencements.portail.acces import SESSION

    demande = Partenaire.objects.get(pk=1).referencements.entrants().latest("pk")
    lien, _ = LienPartenaire.pour_suivre(demande)
    navigateur = Client()
    session = navigateur.session
    session[SESSION] = {"lien": lien.pk, "jusqu_a": timezone.now().timestamp() + 1_000}
    session.save()
    return navigateur


def _navigateur() -> Any:
    from django.test import Client

    from comptes.models import Utilisateur

    navigateur = Client()
    navigateur.force_login(Utilisateur.objects.get(email="ptp@exemple.test"))
    return navigateur


def _lire(navigateur: Any, adresse: str) -> None:
    reponse = navigateur.get(adresse)
    assert reponse.status_code == 200, (adresse, reponse.status_code)


def _lire_cinquante() -> None:
    from familles.models import Famille

    assert len(Famille.objects.filter(territoire__in=[1]).recentes()[:50]) == 50


def _consigner(navigateur: Any, code: str) -> None:
    reponse = navigateur.post(
        "/interventions/consigner/",
        {
            "cle": str(uuid4()),
            "famille": code,
            "date": "2025-03-31",
            "type_action": "informer",
            "mode": "domicile",
            "duree_min": "30",
        },
    )
    assert reponse.status_code == 302, (
        reponse.status_code,
        reponse.context and reponse.context["form"].errors,
    )


def _nombre_de_requetes(geste: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    geste()  # warm
    with CaptureQueriesContext(connection) as requetes:
        geste()
    return len(requetes)


def ecrire_et_lire_ensemble(fois: int = 50) -> int:
    """Two writers and two readers at once: the number of answers that failed."""
    from django.db import connection

    from familles.models import Famille

    codes = list(Famille.objects.filter(territoire=1).values_list("code", flat=True)[:2])

    def travailler(rang: int) -> int:
        navigateur, echecs = _navigateur(), 0
        for _ in range(fois):
            try:
                if rang < 2:
                    _consigner(navigateur, codes[rang])
                else:
                    _lire(navigateur, "/familles/")
            except Exception as erreur:  # noqa: BLE001 (whatever fails is what we count)
                print(f"échec : {erreur!r}", file=sys.stderr)
                echecs += 1
        connection.close()
        return echecs

    with ThreadPoolExecutor(4) as fils:
        return sum(fils.map(travailler, range(4)))


if __name__ == "__main__":
    main()

"""``python -m tests.bench.scelles``: what sealing costs to the pages of a territoire of 500
familles, each with an adult and a child who are named. In a base of its own, in memory.

« Sans » reads the same texts out of a table already opened, without keys nor cryptography.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

import django

FAMILLES, TOURS = 500, 7


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "proximite.settings"
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    pages = _pages()
    print(f"{'page':<12}{'avec ms':>10}{'sans ms':>10}{'rapport':>10}{'requêtes':>10}{'clés':>6}")
    for nom, page in pages.items():
        avec, sans = _mesurer(page)
        toutes, cles = _requetes(page)
        print(f"{nom:<12}{avec:>10.1f}{sans:>10.1f}{avec / sans:>10.2f}{toutes:>10}{cles:>6}")


def _mesurer(page: Callable[[], Any]) -> tuple[float, float]:
    """Turn about, so that both meet the same machine."""
    durees: tuple[list[float], list[float]] = ([], [])
    with _sans_sceau():
        page()
    for _ in range(TOURS):
        durees[0].append(_duree(page))
        with _sans_sceau():
            durees[1].append(_duree(page))
    return median(durees[0]), median(durees[1])


def _duree(page: Callable[[], Any]) -> float:
    depart = perf_counter()
    page()
    return (perf_counter() - depart) * 1000


_OUVERTS: dict[str, str] = {}


@contextmanager
def _sans_sceau() -> Iterator[None]:
    from familles.models.champs_scelles import Scelle

    ouvrir = Scelle.ouvrir

    def deja_ouvert(scelle: Scelle, colonne: str, famille: int | None) -> str:
        if scelle.texte not in _OUVERTS:
            _OUVERTS[scelle.texte] = ouvrir(scelle, colonne, famille)
        return _OUVERTS[scelle.texte]

    with patch.object(Scelle, "ouvrir", deja_ouvert):
        yield


def _requetes(page: Callable[[], Any]) -> tuple[int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as requetes:
        page()
    return len(requetes), sum("familles_clefamille" in r["sql"] for r in requetes)


def _pages() -> dict[str, Callable[[], Any]]:
    from django.test import Client
    from django.urls import reverse

    from comptes.models import Role
    from tests.comptes.factories import AffectationFactory, UtilisateurFactory
    from tests.territoires.factories import TerritoireFactory

    territoire, ptp = TerritoireFactory(), UtilisateurFactory()
    AffectationFactory(utilisateur=ptp, role=Role.PTP, territoire=territoire)
    code = _peupler(territoire, ptp)
    client = Client()
    client.force_login(ptp)

    def lire(adresse: str, **choix: str) -> Callable[[], Any]:
        def page() -> None:
            assert client.get(adresse, choix).status_code == 200

        return page

    return {
        "journée": lire(reverse("familles:ma_journee")),
        "liste": lire(reverse("familles:liste"), filtre="toutes"),
        "recherche": lambda: client.post(reverse("familles:liste"), {"recherche": "prenom250"}),
        "fiche": lire(reverse("familles:fiche", args=[code])),
    }


def _peupler(territoire: Any, ptp: Any) -> str:
    from familles.models import IdentiteAdulte, IdentiteEnfant
    from tests.familles.factories import (
        AdulteFactory,
        EnfantFactory,
        FamilleFactory,
        IdentiteFamilleFactory,
    )

    for rang in range(FAMILLES):
        famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
        IdentiteFamilleFactory(famille=famille, nom=f"Nom{rang}")
        adulte, enfant = AdulteFactory(famille=famille), EnfantFactory(famille=famille)
        IdentiteAdulte.objects.create(adulte=adulte, prenom=f"Prenom{rang}", nom=f"Nom{rang}")
        IdentiteEnfant.objects.create(enfant=enfant, prenom=f"Petit{rang}")
    return famille.code


if __name__ == "__main__":
    main()

"""``DATABASE_URL=postgres://… python -m tests.bench.mur``: what the second wall costs, as the ratio
of each gesture under the application's role to the same as the owner, in turn on one database.

``BENCH_TAILLE`` is 50k unless told otherwise. The database is made beside, and removed at the end.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from statistics import median
from time import perf_counter
from typing import Any

import django

from tests.bench import __main__ as banc

TAILLE = os.environ.get("BENCH_TAILLE", "50k")
FOIS = 9
BUT = 1.2
# Whole reports are read by a command or a task, the others by the PTP of territoire 1.
DU_RESEAU = frozenset({"reseau", "reseau_complet"})
SANS_OBJET = frozenset({"reseau_a_la_main", "reseau_publie", "page_nue"})


def main() -> None:
    adresse = banc._base(TAILLE, None)  # type: ignore[arg-type]  # a folder is for SQLite
    try:
        banc._executer(adresse, "-c", banc._GENERER.format(taille=TAILLE, puis=""))
        rapports = json.loads(banc._executer(adresse, "-m", "tests.bench.mur", "mesurer"))
    finally:
        banc._supprimer(TAILLE)
    print(f"{'Médianes (ms)':<24}{'propriétaire':>14}{'application':>14}")
    for geste, (libre, mure) in rapports.items():
        print(f"{geste:<24}{libre:>14.1f}{mure:>14.1f}", end="   ")
        banc._imprimer_but("", mure / libre, BUT)


def mesurer() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "proximite.settings"
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from tests.bench.mesures import _gestes

    settings.ROOT_URLCONF = "tests.bench.urls"
    setup_test_environment()
    gestes = {nom: geste for nom, geste in _gestes().items() if nom not in SANS_OBJET}
    json.dump({nom: _en_alternance(nom, geste) for nom, geste in gestes.items()}, sys.stdout)


def _en_alternance(nom: str, geste: Callable[[], Any]) -> tuple[float, float]:
    durees: tuple[list[float], list[float]] = ([], [])
    for tour in range(FOIS + 1):
        for rang, condition in enumerate((nullcontext, lambda: _derriere_le_mur(nom))):
            with condition():
                depart = perf_counter()
                geste()
                # The first one warms up.
                if tour:
                    durees[rang].append((perf_counter() - depart) * 1000)
    return median(durees[0]), median(durees[1])


@contextmanager
def _derriere_le_mur(nom: str) -> Iterator[None]:
    from comptes.models import Utilisateur
    from proximite import portee
    from tests.mur import requetes_sous_le_role, sous_le_role

    ptp = Utilisateur.objects.get(email="ptp@exemple.test")
    qui: AbstractContextManager[None] = sous_le_role(utilisateur=str(ptp.pk))
    if nom in DU_RESEAU:
        qui = sous_le_role(etendue=portee.RESEAU)
    with requetes_sous_le_role(), qui:
        yield


if __name__ == "__main__":
    mesurer() if sys.argv[1:] == ["mesurer"] else main()

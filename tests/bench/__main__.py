"""``make bench``: PERFORMANCE's goals 1 to 5 and 7, and the pages where référencements wait, as
ratios measured in one run.

``BENCH=50k`` (the default) measures registries of 5 305 and 50 000 familles, ``BENCH=1M`` a
million as well. ``DATABASE_URL`` names the engine: databases of their own are made beside it, and
removed at the end. Rounds take the databases in shuffled order; figures are medians.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

import environ
import psycopg

TOURS = 3
TAILLES = ["5.3k", "50k", *(["1M"] if os.environ.get("BENCH") == "1M" else [])]
# The first fills a page already.
ATTENTES = {"400 en attente": 400, "10 000 en attente": 10_000}


def main() -> None:
    with tempfile.TemporaryDirectory() as dossier:
        bases = {taille: _base(taille, Path(dossier)) for taille in TAILLES}
        try:
            for taille, adresse in bases.items():
                print(f"{taille} : écriture du registre…", flush=True)
                _executer(adresse, "-c", _GENERER.format(taille=taille, puis=""))
            durees, requetes = _mesurer(bases)
            echecs = int(_executer(bases["5.3k"], "-c", _ENSEMBLE))
            _imprimer(durees, requetes, echecs)
            _mesurer_les_attentes(Path(dossier))
        finally:
            for taille in [*TAILLES, *ATTENTES]:
                _supprimer(taille)


def _mesurer_les_attentes(dossier: Path) -> None:
    """The pages of someone for whom many référencements wait, against some and a bare page."""
    bases = {taille: _base(taille, dossier) for taille in ATTENTES}
    for taille, adresse in bases.items():
        attendre = f"registre.attendre({ATTENTES[taille]})"
        _executer(adresse, "-c", _GENERER.format(taille="5.3k", puis=attendre))
    durees, requetes = _mesurer(bases, "attente")
    _imprimer_medianes(durees, requetes, list(ATTENTES))
    peu, beaucoup = ATTENTES
    print()
    for geste in dict.fromkeys(geste for geste, _ in durees if geste != "page_nue"):
        croissance = durees[geste, beaucoup] / durees[geste, peu]
        nue = durees[geste, beaucoup] / durees["page_nue", beaucoup]
        ajoutees = requetes[geste, beaucoup] - requetes[geste, peu]
        _imprimer_but(f"{geste}, 10 000 ÷ 400", croissance, 1.5)
        _imprimer_but(f"{geste} ÷ page nue", nue, 1.5)
        _imprimer_but(f"{geste}, requêtes ajoutées", ajoutees, 0)


_PREPARER = """
import os; os.environ["DJANGO_SETTINGS_MODULE"] = "proximite.settings"
import django; django.setup()
"""
_GENERER = (
    _PREPARER
    + """
from django.core.management import call_command
from tests.bench import registre
call_command("migrate", verbosity=0)
registre.generer(registre.TAILLES["{taille}"])
{puis}
registre.analyser()
"""
)
_ENSEMBLE = (
    _PREPARER
    + """
from django.conf import settings
from django.test.utils import setup_test_environment
setup_test_environment()
from tests.bench.mesures import ecrire_et_lire_ensemble
print(ecrire_et_lire_ensemble())
"""
)


def _executer(adresse: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "DATABASE_URL": adresse},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def _mesurer(bases: dict[str, str], quoi: str = "taille") -> tuple[dict, dict]:
    durees: dict[tuple[str, str], list[float]] = defaultdict(list)
    requetes: dict[tuple[str, str], int] = {}
    for tour in range(TOURS):
        print(f"tour {tour + 1} de {TOURS}…", flush=True)
        for taille in random.sample(list(bases), len(bases)):
            mesures = json.loads(_executer(bases[taille], "-m", "tests.bench.mesures", quoi))
            for geste, echantillons in mesures["durees"].items():
                durees[geste, taille] += echantillons
                requetes[geste, taille] = mesures["requetes"][geste]
    return {cle: median(valeurs) for cle, valeurs in durees.items()}, requetes


def _imprimer(d: dict, r: dict, echecs: int) -> None:
    petit, grand = TAILLES[0], TAILLES[-1]
    _imprimer_medianes(d, r, TAILLES)
    print(f"\nRapports ({petit} → {grand})")
    for libelle, valeur, but in [
        (
            "1. réseau ÷ instruction écrite à la main",
            d["reseau", grand] / d["reseau_a_la_main", grand],
            1.3,
        ),
        ("1. réseau publié ÷ réseau", d["reseau_publie", grand] / d["reseau", grand], 0.1),
        ("2. territoire, grand ÷ 50k", d["territoire", grand] / d["territoire", "50k"], 1.5),
        ("2. territoire ÷ réseau", d["territoire", grand] / d["reseau", grand], 0.01),
        (
            "2. tous les indicateurs, territoire, grand ÷ 50k",
            d["territoire_complet", grand] / d["territoire_complet", "50k"],
            1.5,
        ),
        (
            "2. tous les indicateurs, territoire ÷ réseau",
            d["territoire_complet", grand] / d["reseau_complet", grand],
            0.01,
        ),
        (
            "3. 50 familles, requête, grand ÷ petit",
            d["liste_requete", grand] / d["liste_requete", petit],
            1.2,
        ),
        ("3. liste ÷ page nue", d["liste", grand] / d["page_nue", grand], 1.5),
        ("4. page d’une famille, grand ÷ petit", d["fiche", grand] / d["fiche", petit], 1.2),
        ("4. page d’une famille, requêtes", r["fiche", grand], 8),
        ("5. consigner ÷ page nue", d["consigner", grand] / d["page_nue", grand], 1.5),
        ("5. consigner, instructions", r["consigner", grand], 12),
        ("5. consigner, grand ÷ petit", d["consigner", grand] / d["consigner", petit], 1.2),
        ("5. échecs, 2 écrivent et 2 lisent", echecs, 0),
        (
            "7. requêtes ajoutées par la taille",
            sum(r[g, grand] - r[g, petit] for g, t in r if t == grand),
            0,
        ),
    ]:
        _imprimer_but(libelle, valeur, but)


def _imprimer_medianes(d: dict, r: dict, bases: list[str]) -> None:
    print(f"\n{'Médianes (ms)':<24}" + "".join(f"{base:>20}" for base in bases) + "   requêtes")
    for geste in dict.fromkeys(geste for geste, _ in d):
        comptes = "/".join(str(r[geste, base]) for base in bases)
        valeurs = "".join(f"{d[geste, base]:>20.1f}" for base in bases)
        print(f"{geste:<24}{valeurs}   {comptes}")


def _imprimer_but(libelle: str, valeur: float, but: float) -> None:
    print(f"{libelle:<50}{valeur:>9.2f}   but ≤ {but:<6g}{'oui' if valeur <= but else 'NON'}")


def _base(taille: str, dossier: Path) -> str:
    adresse = os.environ.get("DATABASE_URL", "")
    if not adresse.startswith("postgres"):
        return f"sqlite:///{dossier / f'bench-{taille}.sqlite3'}"
    _administrer(f'DROP DATABASE IF EXISTS "{_nom(taille)}"', f'CREATE DATABASE "{_nom(taille)}"')
    return f"{adresse.rpartition('/')[0]}/{_nom(taille)}"


def _supprimer(taille: str) -> None:
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        _administrer(f'DROP DATABASE IF EXISTS "{_nom(taille)}"')


def _nom(taille: str) -> str:
    return f"proximite_bench_{taille.replace(' ', '_')}"


def _administrer(*instructions: str) -> None:
    base = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    with psycopg.connect(
        host=base["HOST"],
        port=base["PORT"] or 5432,
        user=base["USER"],
        password=base["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as connexion:
        for instruction in instructions:
            connexion.execute(instruction)


if __name__ == "__main__":
    main()

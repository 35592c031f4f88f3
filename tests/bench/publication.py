"""How long it takes to publish the pilot in four periods, then its synthesis: 50 territoires, every
table, audit included (``python -m tests.bench.publication``). Makes its own database.
"""

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

PERIODES = [
    ("Hiver 2024", date(2024, 1, 1), date(2024, 3, 31)),
    ("Printemps et été 2024", date(2024, 4, 1), date(2024, 7, 31)),
    ("Automne 2024", date(2024, 8, 1), date(2024, 11, 30)),
    ("Hiver 2025", date(2024, 12, 1), date(2025, 3, 31)),
]
BUT = 120


def main() -> None:
    with tempfile.TemporaryDirectory() as dossier:
        adresse = f"sqlite:///{Path(dossier) / 'publication.sqlite3'}"
        environnement = {**os.environ, "DATABASE_URL": adresse}
        for commande in (
            ["manage.py", "migrate", "--verbosity", "0"],
            ["-m", __spec__.name, "oui"],
        ):
            subprocess.run([sys.executable, *commande], env=environnement, check=True)


def _mesurer() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "proximite.settings"
    import django

    django.setup()
    from django.utils import timezone

    from comptes.models import Role, Utilisateur
    from rapports.demo import remises
    from rapports.demo.hasard import Hasard
    from rapports.demo.remplir import remplir
    from rapports.models import Periode

    print("Registre du pilote…", flush=True)
    remplir(timezone.localdate(), remettre=False)
    Periode.objects.all().delete()
    periodes = [Periode.objects.create(libelle=nom, debut=du, fin=au) for nom, du, au in PERIODES]
    remises.remettre(Hasard(1, aujourdhui=timezone.localdate()))
    comite = Utilisateur.objects.get(affectations__role=Role.COMITE_PILOTAGE)
    quatre = sum(_publier([periode], comite) for periode in periodes)
    _publier(periodes, comite)
    print(f"{'Quatre périodes':<28}{quatre:>8.1f} s   but < {BUT} s", flush=True)


def _publier(periodes: list, par: object) -> float:
    from rapports.publication.publier import publier

    depart, calcul = perf_counter(), process_time()
    publication = publier(periodes, par=par)
    duree = perf_counter() - depart
    bilan = publication.bilan["bilan"]
    print(
        f"{publication.libelle[:26]:<28}{duree:>8.1f} s   {process_time() - calcul:.1f} de calcul, "
        f"{bilan['nombres']} nombres, {bilan['secrets']} cachés, {bilan['retenus']} retenus",
        flush=True,
    )
    return duree


if __name__ == "__main__":
    _mesurer() if len(sys.argv) > 1 else main()

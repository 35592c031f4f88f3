"""The fourteen checks of security, counted: ``python -m tests.securite`` (``make securite``).

A test says which check it proves, ``@pytest.mark.securite(8)``, and may say how much it tried:
``releve("pages lues", 240)``. This module is the plugin that adds it all up, and the command that
runs the checks on both engines and prints one table.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

VERIFICATIONS = {
    1: "Chaque adresse × rôle × méthode, avec et sans le premier mur",
    2: "Identifiants et champs étrangers dans chaque formulaire",
    3: "Rien ne part sans accord; accord, rôle ou compte retiré : refusé à la requête suivante",
    4: "Aucune lecture n’écrit",
    5: "Mille répétitions et envois simultanés : une ligne",
    6: "Arrêts brutaux sous charge : rien de confirmé n’est perdu",
    7: "Mille paires de modifications simultanées : aucune écrasée en silence",
    8: "Textes hostiles et formules, sur chaque page et chaque export",
    9: "Journal des accès : rien ne se modifie, toute altération se voit",
    10: "Deux cents registres publiés : aucun petit nombre ne se devine",
    11: "Sauvegarde sous charge, restauration ailleurs, destructions réappliquées",
    12: "En-têtes exacts sur chaque adresse, erreurs comprises",
    13: "Connexion : mêmes réponses, second facteur, un code une fois; saisies scellées hors ligne",
    14: "Accessibilité : aucune violation, le clavier suffit",
}
POSTGRESQL = os.environ.get("DATABASE_URL_SECURITE", "postgres://postgres@127.0.0.1:5432/securite")
COMBIEN = "500"
# Kills of the server, half as many as there are replays and pairs of edits: what the command asks,
# ``SECURITE=50 make securite`` for fewer, or enough to catch a regression in the suite of each day.
ESSAIS = int(os.environ.get("SECURITE", "0"))
CHIFFRES = Path(__file__).resolve().parents[1] / "docs" / "securite" / "chiffres.md"
ENTETE = f"""# Derniers chiffres des vérifications

Écrits par `make securite` le {date.today()} : les essais qui prouvent chaque vérification, et ce
qu’ils ont compté.
"""
MOTEURS = {"SQLite": {}, "PostgreSQL": {"DATABASE_URL": POSTGRESQL}}

# --- The plugin -------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bilan-securite", help="write here, in JSON, what the checks counted")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "securite(n): proves the n-th check of security")
    if chemin := config.getoption("--bilan-securite"):
        config.pluginmanager.register(Bilan(Path(chemin)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marque in item.iter_markers("securite"):
            item.user_properties.append(("verification", marque.args[0]))


@pytest.fixture
def releve(request: pytest.FixtureRequest) -> Callable[[str, int], None]:
    """``releve("pages lues", 240)``: added up over the tests of a check."""
    return lambda quoi, combien: request.node.user_properties.append(("releve", [quoi, combien]))


class Bilan:
    """Passed, failed and counted, by check; workers send their reports to the one that writes."""

    def __init__(self, chemin: Path) -> None:
        self.chemin = chemin
        self.reussis, self.echoues = Counter[int](), Counter[int]()
        self.releves = {numero: Counter[str]() for numero in VERIFICATIONS}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and not report.failed:
            return
        for numero in {n for nom, n in report.user_properties if nom == "verification"}:
            (self.echoues if report.failed else self.reussis)[numero] += 1
            for nom, fait in report.user_properties:
                if nom == "releve":
                    self.releves[numero][fait[0]] += fait[1]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workerinput"):
            return
        lignes = {
            numero: [self.reussis[numero], self.echoues[numero], self.releves[numero]]
            for numero in VERIFICATIONS
        }
        self.chemin.write_text(json.dumps(lignes))


# --- The command ------------------------------------------------------------------------------


def _verifier(moteur: str, environ: dict[str, str], dossier: Path) -> dict[str, Any]:
    bilan = dossier / f"{moteur}.json"
    commande = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "-m", "securite"]
    if environ:
        commande += ["--create-db", "--avec-base"]
    print(f"=== {moteur}", flush=True)
    subprocess.run(
        [*commande, f"--bilan-securite={bilan}"],
        env=os.environ | environ | {"SECURITE": os.environ.get("SECURITE", COMBIEN)},
        check=False,
    )
    return json.loads(bilan.read_text()) if bilan.exists() else {}


def _tableau(bilans: dict[str, dict[str, Any]]) -> tuple[str, bool]:
    """One line for each check and engine; True when each was proved and none failed."""
    lignes, tout_tient = [], True
    for numero, libelle in VERIFICATIONS.items():
        lignes.append(f"{numero:2}. {libelle}")
        for moteur, bilan in bilans.items():
            reussis, echoues, releves = bilan.get(str(numero), [0, 0, {}])
            tient = bool(reussis) and not echoues
            tout_tient &= tient
            comptes = ", ".join(f"{quoi} : {n}" for quoi, n in releves.items())
            verdict = "tient" if tient else "NE TIENT PAS"
            lignes.append(f"    {moteur:11}{verdict:13} essais {reussis + echoues:4}  {comptes}")
    return "\n".join(lignes), tout_tient


def main() -> None:
    with tempfile.TemporaryDirectory() as dossier:
        bilans = {
            moteur: _verifier(moteur, environ, Path(dossier)) for moteur, environ in MOTEURS.items()
        }
    tableau, tout_tient = _tableau(bilans)
    print(f"\n{tableau}")
    CHIFFRES.write_text(f"{ENTETE}\n```\n{tableau}\n```\n", encoding="utf-8")
    sys.exit(0 if tout_tient else 1)


if __name__ == "__main__":
    main()

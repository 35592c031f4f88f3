"""Every promise points to a check, and every check has tests that prove it."""

import re
from pathlib import Path

import pytest

from tests.securite import VERIFICATIONS

RACINE = Path(__file__).resolve().parents[1]
MARQUE = re.compile(r"mark\.securite\((\d+)\)")
NOMMEE = re.compile(r"vérifications? (\d+)(?: et (\d+))?")
COLONNE = re.compile(r"\| ([\d, ]+) \|$", re.MULTILINE)


def _prouvees() -> set[int]:
    trouves = [MARQUE.findall(fichier.read_text()) for fichier in RACINE.glob("tests/**/test_*.py")]
    return {int(numero) for numeros in trouves for numero in numeros}


def test_every_check_is_proved_by_some_test():
    assert _prouvees() == set(VERIFICATIONS)


def test_every_promise_names_its_check():
    texte = (RACINE / "docs" / "securite" / "promesses.md").read_text()
    promesses = [" ".join(p.split()) for p in re.split(r"\n(?=- )", texte) if p.startswith("- ")]
    assert len(promesses) > 10
    assert all(NOMMEE.search(promesse) for promesse in promesses)
    nommees = {
        int(n) for promesse in promesses for deux in NOMMEE.findall(promesse) for n in deux if n
    }
    assert nommees == set(VERIFICATIONS)


def test_every_threat_names_checks_that_exist():
    texte = (RACINE / "docs" / "securite" / "modele-de-menaces.md").read_text()
    menaces = [ligne for ligne in texte.splitlines() if ligne.startswith("| ")][1:]
    nommees = COLONNE.findall("\n".join(menaces))
    assert len(nommees) == len(menaces) > 5
    assert {int(n) for numeros in nommees for n in numeros.split(", ")} <= set(VERIFICATIONS)


@pytest.mark.parametrize("nom", ["promesses", "modele-de-menaces", "qui-voit-quoi"])
def test_the_page_of_security_names_its_documents(nom):
    assert (RACINE / "docs" / "securite" / f"{nom}.md").exists()
    assert (
        nom
        in (RACINE / "SECURITY.md").read_text()
        + (RACINE / "docs" / "securite" / "promesses.md").read_text()
    )

"""``make guide-images``: the images of docs/guide, taken again in a demonstration made for it.

Nothing is left but the images. Chromium is found as the browser tests find it.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.chromium import chromium
from tests.guide.visite import Visite
from tests.guide.visite_gestionnaire import VisiteGestionnaire
from tests.guide.visite_terrain import VisiteDuTerrain

RACINE = Path(__file__).parents[2]
IMAGES = RACINE / "docs" / "guide" / "images"
POIDS_MAXIMAL = 60_000
OPTIONS = ["--no-sandbox", "--disable-gpu"]


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as dossier,
        _demonstration(Path(dossier)) as adresse,
        sync_playwright() as p,
    ):
        navigateur = p.chromium.launch(executable_path=chromium(), args=OPTIONS)
        IMAGES.mkdir(parents=True, exist_ok=True)
        VisiteDuTerrain(navigateur, adresse, IMAGES).faire()
        Visite(navigateur, adresse, IMAGES, courriels=Path(dossier) / "courriels").faire()
        VisiteGestionnaire(navigateur, adresse, IMAGES).faire()
    for image in sorted(IMAGES.glob("*.png")):
        poids = image.stat().st_size
        print(f"{image.relative_to(RACINE)} : {poids // 1000} ko")
        if poids > POIDS_MAXIMAL:
            sys.exit(f"{image.name} pèse plus de {POIDS_MAXIMAL // 1000} ko : cadrez plus serré.")


@contextmanager
def _demonstration(dossier: Path) -> Iterator[str]:
    """The address of a demonstration, served until the end of the visit."""
    port = _port_libre()
    adresse = f"http://127.0.0.1:{port}"
    milieu = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{dossier / 'guide.sqlite3'}",
        "EMAIL_URL": f"filemail:///{dossier / 'courriels'}",
        "ADRESSE_DU_SITE": adresse,
    }
    for commande in (["migrate", "--verbosity", "0"], ["demo"]):
        subprocess.run([sys.executable, "manage.py", *commande], cwd=RACINE, env=milieu, check=True)
    servir = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    serveur = subprocess.Popen(
        servir, cwd=RACINE, env=milieu, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _attendre(adresse)
        yield adresse
    finally:
        serveur.terminate()
        serveur.wait()


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def _attendre(adresse: str) -> None:
    for _ in range(60):
        try:
            urllib.request.urlopen(adresse, timeout=2).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    sys.exit("Le serveur de la démonstration ne répond pas.")


if __name__ == "__main__":
    main()

"""The URLconf, hence the works, of the application; and one that files let go on, step by step."""

import os
import time
from pathlib import Path

from proximite.urls import urlpatterns  # noqa: F401 (a URLconf)
from rapports.taches import Fichier, genre

PAS = 3


@genre("essai_pas_a_pas", titre="Essai pas à pas")
def pas_a_pas(tache, avancer):
    dossier = Path(tache.parametres["dossier"])
    (dossier / "processus").write_text(str(os.getpid()))
    (dossier / "environnement").write_text(" ".join(os.environ))
    (dossier / "descripteurs").write_text(" ".join(os.listdir("/dev/fd")))
    for rang in range(PAS):
        avancer(rang, PAS, f"Étape {rang}")
        attendre((dossier / f"pas-{rang}").exists)
    return Fichier("essai.txt", "text/plain", f"fait par {os.getpid()}".encode())


def attendre(condition, secondes=30):
    """What ``condition`` returns, once it is something."""
    limite = time.monotonic() + secondes
    while not (resultat := condition()):
        assert time.monotonic() < limite, "rien n’est venu"
        time.sleep(0.02)
    return resultat

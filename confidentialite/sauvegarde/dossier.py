"""The folder of a copy: complete or not there, unreadable by others, altered or not."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path

from .empreintes import Empreintes

MANIFESTE = "manifeste.json"
NOM = "proximite-%Y%m%dT%H%M%S%fZ"


class Refus(Exception):  # noqa: N818 (French)
    """What the person who asked has to know, in her words."""


@dataclass(frozen=True)
class Manifeste:
    """``fichier`` is the base, beside it; ``prise_le`` is in UTC; ``tombes``: how many then;
    ``tete``: that of the access journal just before, which later shows whether its end was cut."""

    moteur: str
    fichier: str
    sha256: str
    prise_le: str
    tables: Empreintes
    tombes: int = 0
    tete: str = ""

    @classmethod
    def lire(cls, dossier: Path) -> "Manifeste":
        """Raises ``Refus`` when the copy is not what was written."""
        try:
            lu = json.loads((dossier / MANIFESTE).read_text())
            tables = {nom: (compte, somme) for nom, (compte, somme) in lu.pop("tables").items()}
            manifeste = cls(**lu, tables=tables)
            condense = sha256(dossier / manifeste.fichier)
        except (OSError, ValueError, TypeError, KeyError) as defaut:
            raise Refus(f"{dossier} n’est pas une sauvegarde complète.") from defaut
        if condense != manifeste.sha256:
            raise Refus(f"{dossier / manifeste.fichier} a été altéré depuis la sauvegarde.")
        return manifeste

    def ecrire(self, dossier: Path) -> None:
        ecrire_d_un_coup(dossier / MANIFESTE, json.dumps(asdict(self), indent=1).encode())


@contextmanager
def nouveau(racine: Path) -> Iterator[tuple[Path, Callable[[], Path]]]:
    """A folder to fill, and what gives it its name once all it holds is on the disk."""
    racine.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _une_a_la_fois(racine):
        yield from _nouveau(racine)


def _nouveau(racine: Path) -> Iterator[tuple[Path, Callable[[], Path]]]:
    for reste in racine.glob(".partiel-*"):
        shutil.rmtree(reste)
    nom = datetime.now(UTC).strftime(NOM)
    partiel, definitif = racine / f".partiel-{nom}", racine / nom
    partiel.mkdir(mode=0o700)

    def publier() -> Path:
        for fichier in partiel.iterdir():
            sur_le_disque(fichier)
        sur_le_disque(partiel)
        partiel.rename(definitif)
        sur_le_disque(racine)
        return definitif

    try:
        yield partiel, publier
    finally:
        shutil.rmtree(partiel, ignore_errors=True)


@contextmanager
def _une_a_la_fois(racine: Path) -> Iterator[None]:
    with (racine / ".verrou").open("w") as verrou:
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as prise:
            raise Refus("Une autre sauvegarde est en cours.") from prise
        yield


def presentes(racine: Path) -> list[Path]:
    """Copies that have their name, the latest last."""
    return sorted(d for d in racine.glob("proximite-*") if (d / MANIFESTE).exists())


def tetes(racine: Path) -> list[str]:
    """The heads of the access journal that the copies noted."""
    manifestes = (json.loads((d / MANIFESTE).read_text()) for d in presentes(racine))
    return [manifeste.get("tete", "") for manifeste in manifestes]


def elaguer(racine: Path, *, jours: int, maintenant: datetime) -> list[Path]:
    """Remove those older than ``jours``, never the latest; returns them."""
    limite = (maintenant - timedelta(days=jours)).astimezone(UTC).strftime(NOM)
    perimees = [d for d in presentes(racine)[:-1] if d.name < limite]
    for dossier in perimees:
        shutil.rmtree(dossier)
    return perimees


def ecrire_d_un_coup(fichier: Path, contenu: bytes) -> None:
    """The old one or the new one, whatever stops the machine."""
    fichier.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    provisoire = fichier.with_name(f".{fichier.name}.partiel")
    with os.fdopen(os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as flux:
        flux.write(contenu)
        flux.flush()
        os.fsync(flux.fileno())
    provisoire.replace(fichier)
    sur_le_disque(fichier.parent)


def sur_le_disque(chemin: Path) -> None:
    descripteur = os.open(chemin, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def sha256(fichier: Path) -> str:
    with fichier.open("rb") as flux:
        return file_digest(flux, "sha256").hexdigest()

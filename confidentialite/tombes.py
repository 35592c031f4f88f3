"""The familles made anonymous, in a file outside of the database and of its backups.

One line for each, with nothing of her but the random code of her dossier. A base restored from
before holds her again: it is not served until ``manage.py reappliquer_destructions`` has ended
her dossier once more. A file that was lost would let her come back: the register of destructions,
which the base holds, says what the file should name.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from familles import codes
from familles.models import Famille

from .models import Consultation, Destruction

LOT = 500


@dataclass(frozen=True)
class Tombe:
    code: str
    le: date
    classe: str


def inscrire(tombe: Tombe) -> None:
    """On the disk when it returns: the transaction that ends her dossier commits after.

    Begins with a line of its own, for a power cut may have left half of one.
    """
    chemin = Path(settings.TOMBES)
    nouveau = not chemin.exists()
    descripteur = os.open(chemin, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descripteur, f"\n{tombe.code};{tombe.le.isoformat()};{tombe.classe}\n".encode())
        os.fsync(descripteur)
    finally:
        os.close(descripteur)
    if nouveau:
        _garder_le_nom(chemin.parent)


def _garder_le_nom(dossier: Path) -> None:
    """A new file is found after a power cut once its folder is on the disk too."""
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def lire() -> Iterator[Tombe]:
    """Each once; a line cut by a power cut was never committed and is left out."""
    chemin = Path(settings.TOMBES)
    vues: set[str] = set()
    if not chemin.exists():
        return
    for ligne in chemin.read_text(encoding="utf-8").splitlines():
        code, _, reste = ligne.partition(";")
        le, _, classe = reste.partition(";")
        if classe and code not in vues:
            vues.add(code)
            yield Tombe(code, date.fromisoformat(le), classe)


def encore_nommees() -> Iterator[Famille]:
    """Those whom the file names and whom the database still holds: a restore brought them back."""
    codes = [tombe.code for tombe in lire()]
    for debut in range(0, len(codes), LOT):
        lot = codes[debut : debut + LOT]
        yield from Famille.toutes.filter(code__in=lot, anonyme_le__isnull=True).order_by("pk")


def perdues() -> list[Tombe]:
    """Those of the register that the file does not name: it was lost, or is not the right one."""
    nommees = {tombe.code for tombe in lire()}
    inscrites = Destruction.objects.filter(geste=Destruction.Geste.ANONYMISATION)
    par_code = {
        codes.normaliser(code): (timezone.localdate(le), classe)
        for code, le, classe in inscrites.order_by("-pk").values_list("code", "le", "classe")
    }
    return [Tombe(code, *reste) for code, reste in par_code.items() if code not in nommees]


def recrire_les_perdues() -> int:
    """What the register names goes back into the file; how many. Said in the access journal."""
    manquantes = perdues()
    Consultation.inscrire(
        geste=Consultation.Geste.ECRITURE,
        page="commande:tombes_perdues",
        statut=200,
        titre=f"Par commande, tombes récrites\u00a0: {len(manquantes)}",
    )
    for tombe in manquantes:
        inscrire(tombe)
    return len(manquantes)

"""The one file of the keys of familles, for every copy of the base: each copy replaces it, and a
key destroyed leaves it at once."""

import fcntl
import io
import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from familles import trousseau

from .dossier import Refus, ecrire_d_un_coup

ILLISIBLE = "{} n’est pas un trousseau lisible."


def garder(fichier: Path, *, detruites: Iterable[str]) -> int:
    """The keys of the base, after its copy so that none of the copy's is missing; how many.

    Without the keys every copy is unreadable: that of a famille that is missing and was not
    destroyed (an empty base, a wrong address) is a refusal, and the file stays. Those of nobody
    end when the famille is opened here or the partenaire’s demande ends: they may be missing.
    """
    with _un_seul_ecrit(fichier):
        contenu = io.StringIO()
        nombre = trousseau.exporter(contenu)
        avant = codes(fichier) if fichier.exists() else set()
        perdues = avant - _codes_de(contenu.getvalue()) - set(detruites)
        if perdues:
            raise Refus(
                f"{fichier} tient {len(perdues)} clés que la base n’a plus, sans que leurs "
                "familles aient été détruites. Est-ce la bonne base? Le trousseau reste comme il "
                "était."
            )
        ecrire_d_un_coup(fichier, contenu.getvalue().encode())
        return nombre


def retirer(fichier: Path, detruites: Collection[str]) -> None:
    """From the file, if there is one, the keys just destroyed: no copy of before is readable from
    now on. The others stay, whatever this connection may read of the base."""
    if not fichier.exists():
        return
    with _un_seul_ecrit(fichier):
        lignes = fichier.read_text().splitlines(keepends=True)
        gardees = [ligne for ligne in lignes if json.loads(ligne)["code"] not in detruites]
        if len(gardees) < len(lignes):
            ecrire_d_un_coup(fichier, "".join(gardees).encode())


@contextmanager
def _un_seul_ecrit(fichier: Path) -> Iterator[None]:
    """A key destroyed while the others are exported is taken out after they are written."""
    fichier.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with fichier.with_name(f".{fichier.name}.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


def rendre(fichier: Path) -> int:
    """To the base, the keys of the familles that it holds; how many. Raises ``Refus``."""
    try:
        with fichier.open() as flux:
            return trousseau.importer(flux)
    except (OSError, ValueError, TypeError, KeyError) as defaut:
        raise Refus(ILLISIBLE.format(fichier)) from defaut


def codes(fichier: Path) -> set[str]:
    """The familles whose key it holds. Raises ``Refus``."""
    try:
        return _codes_de(fichier.read_text())
    except (OSError, ValueError, TypeError, KeyError) as defaut:
        raise Refus(ILLISIBLE.format(fichier)) from defaut


def _codes_de(texte: str) -> set[str]:
    cles = map(json.loads, texte.splitlines())
    return {cle["code"] for cle in cles if cle["famille"] is not None}

"""The one file of the keys of familles, beside every copy of the base: each copy replaces it."""

import io
import json
from collections.abc import Iterable
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
    contenu = io.StringIO()
    nombre = trousseau.exporter(contenu)
    avant = codes(fichier) if fichier.exists() else set()
    perdues = avant - _codes_de(contenu.getvalue()) - set(detruites)
    if perdues:
        raise Refus(
            f"{fichier} tient {len(perdues)} clés que la base n’a plus, sans que leurs familles "
            "aient été détruites. Est-ce la bonne base? Le trousseau reste comme il était."
        )
    ecrire_d_un_coup(fichier, contenu.getvalue().encode())
    return nombre


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

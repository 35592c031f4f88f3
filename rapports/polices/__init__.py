"""What is printed: Noto Sans, and Liberation Sans for the signs that it lacks, « ≥ », « → »
(OFL.txt); and which characters they draw."""

import struct
from functools import lru_cache
from pathlib import Path

DOSSIER = Path(__file__).parent
REMPLACEMENT = "\ufffd"


def lisible(texte: str) -> str:
    """The text, each character that they can't draw replaced by « � »: a tagged PDF refuses one
    that no font draws."""
    connus = dessinables()
    return "".join(c if c in "\n\t" or ord(c) in connus else REMPLACEMENT for c in texte)


@lru_cache(maxsize=1)
def dessinables() -> frozenset[int]:
    """The characters of the regular fonts; the bold one draws those of its own."""
    polices = [DOSSIER / f"{nom}-Regular.ttf" for nom in ("NotoSans", "LiberationSans")]
    return frozenset().union(*(_table_cmap(police.read_bytes()) for police in polices))


def _table_cmap(police: bytes) -> frozenset[int]:
    """The code points of a TrueType font: its « cmap » table, format 4."""
    (nombre,) = struct.unpack_from(">H", police, 4)
    entrees = (struct.unpack_from(">4sLLL", police, 12 + 16 * rang) for rang in range(nombre))
    debut = next(place for nom, _, place, _ in entrees if nom == b"cmap")
    (sous_table,) = struct.unpack_from(">L", police, debut + 8)
    base = debut + sous_table
    format_, _, _, double = struct.unpack_from(">HHHH", police, base)
    if format_ != 4:
        raise ValueError("cmap: format 4 expected")
    segments = double // 2
    fins = struct.unpack_from(f">{segments}H", police, base + 14)
    debuts = struct.unpack_from(f">{segments}H", police, base + 16 + double)
    paires = zip(debuts, fins, strict=True)
    return frozenset(code for a, b in paires for code in range(a, b + 1) if b < 0xFFFF)

"""What is printed: Noto Sans, then those that draw what it lacks: Liberation Sans for « ≥ » and
« → », the Arabic and the syllabics of Noto, Noto Emoji
(OFL.txt); and which characters they draw."""

import struct
from collections.abc import Iterator
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
    polices = DOSSIER.glob("*-Regular.ttf")
    return frozenset().union(*(_table_cmap(police.read_bytes()) for police in polices))


def _table_cmap(police: bytes) -> frozenset[int]:
    """The code points of a TrueType font: its « cmap » table, formats 4 and 12."""
    (nombre,) = struct.unpack_from(">H", police, 4)
    entrees = (struct.unpack_from(">4sLLL", police, 12 + 16 * rang) for rang in range(nombre))
    debut = next(place for nom, _, place, _ in entrees if nom == b"cmap")
    (sous_tables,) = struct.unpack_from(">H", police, debut + 2)
    codes: set[int] = set()
    for rang in range(sous_tables):
        (place,) = struct.unpack_from(">L", police, debut + 8 + 8 * rang)
        (format_,) = struct.unpack_from(">H", police, debut + place)
        if lire := LECTURES.get(format_):
            codes.update(code for a, b in lire(police, debut + place) for code in range(a, b + 1))
    if not codes:
        raise ValueError("cmap: format 4 or 12 expected")
    return frozenset(codes)


def _segments(police: bytes, base: int) -> Iterator[tuple[int, int]]:
    (double,) = struct.unpack_from(">H", police, base + 6)
    segments = double // 2
    fins = struct.unpack_from(f">{segments}H", police, base + 14)
    debuts = struct.unpack_from(f">{segments}H", police, base + 16 + double)
    return ((a, b) for a, b in zip(debuts, fins, strict=True) if b < 0xFFFF)


def _groupes(police: bytes, base: int) -> Iterator[tuple[int, int]]:
    (nombre,) = struct.unpack_from(">L", police, base + 12)
    lus = (struct.unpack_from(">LLL", police, base + 16 + 12 * rang) for rang in range(nombre))
    return ((a, b) for a, b, _ in lus)


LECTURES = {4: _segments, 12: _groupes}

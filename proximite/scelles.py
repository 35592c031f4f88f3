"""Bytes sealed under the master keys of the environment: AES-256-GCM, a key of its own per usage.

What the current key (the first of ``CLES_MAITRESSES``) seals, it opens; those after it still open
what they sealed. A seal says which key made it, never what it holds.
"""

import hashlib
from base64 import b64decode
from functools import cache
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = b"\x01"
TAILLE_MARQUE, TAILLE_ALEA = 4, 12


class ScelleIllisible(Exception):  # noqa: N818 (French)
    """No master key of this environment made this seal, or its bytes were altered."""


def sceller(clair: bytes, *, usage: str, lie_a: bytes = b"") -> bytes:
    """``clair`` sealed for one ``usage``; it opens only with the same ``lie_a``."""
    cle = settings.CLES_MAITRESSES[0]
    entete = VERSION + _marque(cle)
    alea = urandom(TAILLE_ALEA)
    return entete + alea + _coffre(cle, usage).encrypt(alea, clair, entete + lie_a)


def ouvrir(scelle: bytes, *, usage: str, lie_a: bytes = b"") -> bytes:
    """Raises ``ScelleIllisible``."""
    debut = len(VERSION) + TAILLE_MARQUE
    entete, alea = scelle[:debut], scelle[debut : debut + TAILLE_ALEA]
    for cle in settings.CLES_MAITRESSES:
        if entete == VERSION + _marque(cle):
            try:
                return _coffre(cle, usage).decrypt(
                    alea, scelle[debut + TAILLE_ALEA :], entete + lie_a
                )
            except InvalidTag:
                break
    raise ScelleIllisible(usage)


def est_a_jour(scelle: bytes) -> bool:
    """Was it made by the current master key?"""
    return scelle.startswith(VERSION + _marque(settings.CLES_MAITRESSES[0]))


def marque(scelle: bytes) -> str:
    """What names the master key that made it."""
    return scelle[len(VERSION) :][:TAILLE_MARQUE].hex()


def marques() -> list[str]:
    """Those of this environment’s master keys, the current one first."""
    return [_marque(cle).hex() for cle in settings.CLES_MAITRESSES]


@cache
def _marque(cle: str) -> bytes:
    """What names a master key in a seal: four bytes of its digest."""
    return hashlib.sha256(b"marque" + b64decode(cle)).digest()[:TAILLE_MARQUE]


@cache
def _coffre(cle: str, usage: str) -> AESGCM:
    derivee = HKDF(SHA256(), length=32, salt=None, info=f"proximite/{usage}".encode())
    return AESGCM(derivee.derive(b64decode(cle)))

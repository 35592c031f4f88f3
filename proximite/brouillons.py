"""The key of a person's drafts: the device never keeps it, her session brings it in each page."""

import secrets
from base64 import b64encode

from django.utils.crypto import salted_hmac


def cle_masquee(personne: int) -> str:
    """32 random bytes, then the key XORed with them, in base 64.

    Like the CSRF token, never twice the same in a compressed page, whose size says nothing of it.
    """
    cle = salted_hmac("proximite.brouillons", str(personne), algorithm="sha256").digest()
    masque = secrets.token_bytes(len(cle))
    return b64encode(masque + bytes(a ^ b for a, b in zip(cle, masque, strict=True))).decode()

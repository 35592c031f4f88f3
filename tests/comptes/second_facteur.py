"""A person who has a second factor, and the code that her application shows now."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client
from django.urls import reverse

from tests.comptes.factories import MOT_DE_PASSE

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def application_de(utilisateur, secret: str = SECRET) -> Authenticator:
    return TOTP.activate(utilisateur, secret).instance


def codes_de(utilisateur) -> list[str]:
    return RecoveryCodes.activate(utilisateur).get_unused_codes()


def code_du_moment(secret: str = SECRET, *, dans: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time() + dans) // 30))


def code_de(facteur: Authenticator, *, dans: int = 0) -> str:
    return code_du_moment(decrypt(facteur.data["secret"]), dans=dans)


def mot_de_passe(client: Client, utilisateur):
    identite = {"login": utilisateur.email, "password": MOT_DE_PASSE}
    return client.post(reverse("account_login"), identite)


def ouvrir_avec_code(client: Client, utilisateur, code: str):
    mot_de_passe(client, utilisateur)
    return client.post(reverse("mfa_authenticate"), {"code": code})

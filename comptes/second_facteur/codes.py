"""A code is good once: the row of its authenticator, locked, remembers the last one taken.

allauth remembers it in a cache; here it holds across processes, hosts and restarts.
"""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction

from comptes.models import Utilisateur

COMPTEUR = "dernier_compteur"


def compteur_de(secret: str, code: str) -> int | None:
    """Which half-minute a code of the application belongs to, now or beside now."""
    for compteur in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, compteur))):
            return compteur
    return None


@transaction.atomic
def consommer(utilisateur: Utilisateur, code: str) -> Authenticator | None:
    """The authenticator whose code it was; from now on it is good no more."""
    siens = Authenticator.objects.select_for_update().filter(user=utilisateur)
    for facteur in siens.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk"):
        consommer_celui_ci = (
            _consommer_totp if facteur.type == Authenticator.Type.TOTP else _consommer_secours
        )
        if consommer_celui_ci(facteur, code):
            return facteur
    return None


def noter(facteur: Authenticator, compteur: int) -> None:
    facteur.data[COMPTEUR] = compteur
    facteur.save(update_fields=["data"])


def _consommer_totp(facteur: Authenticator, code: str) -> bool:
    compteur = compteur_de(decrypt(facteur.data["secret"]), code)
    if compteur is None or compteur <= facteur.data.get(COMPTEUR, 0):
        return False
    noter(facteur, compteur)
    return True


def _consommer_secours(facteur: Authenticator, code: str) -> bool:
    return facteur.wrap().validate_code(code)

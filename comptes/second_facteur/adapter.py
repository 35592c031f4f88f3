from base64 import b64decode, b64encode

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter

from comptes.appareils import en_mots
from comptes.models import Utilisateur
from proximite.scelles import ouvrir, sceller

USAGE = "second-facteur"


class SecondFacteurAdapter(DefaultMFAAdapter):
    """Secrets sealed under the master key; our French."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": (
            "Ce code ou cette clé ne convient pas, ou a déjà servi. "
            "Attendez le code suivant, puis réessayez."
        ),
    }

    def encrypt(self, text: str) -> str:
        return b64encode(sceller(text.encode(), usage=USAGE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return ouvrir(b64decode(encrypted_text), usage=USAGE).decode()

    def generate_authenticator_name(self, user: Utilisateur, type: str) -> str:
        return en_mots(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Proximité"}

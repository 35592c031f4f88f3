from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ComptesAdapter(DefaultAccountAdapter):
    """Accounts are opened by invitation only, and speak our French (allauth's is partial)."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Ce compte est désactivé.",
        "email_password_mismatch": (
            "Ce courriel et ce mot de passe ne vont pas ensemble. Vérifiez-les, puis réessayez."
        ),
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_password": "Ce n’est pas votre mot de passe.",
        "invalid_password_reset": "Ce lien n’est plus valable.",
        "rate_limited": "Trop de demandes en peu de temps. Attendez quelques minutes.",
        "too_many_login_attempts": (
            "Trop d’essais en peu de temps. Attendez quelques minutes, puis réessayez."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

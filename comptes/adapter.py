from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from comptes.courriels import deposer_changement
from comptes.models import Utilisateur
from comptes.sessions import noter_l_appareil, vient_de_s_ouvrir


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

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Said to whoever knew the password, on the page where she typed it."""
        messages.error(
            request,
            "Ce compte est désactivé. Ce que vous avez consigné est toujours là\u00a0: pour le "
            "rouvrir, écrivez à la personne gestionnaire de votre organisme ou à l’administration "
            "de Proximité.",
        )
        return redirect("account_login")

    def login(self, request: HttpRequest, user: Utilisateur) -> None:
        super().login(request, user)
        noter_l_appareil(request)

    def set_password(self, user: Utilisateur, password: str) -> None:
        """A new password closes her sessions; the one of this request ends with the request."""
        super().set_password(user, password)
        user.sessions.fermer(sauf=context.request.session.session_key)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not vient_de_s_ouvrir(context.request.session)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Utilisateur,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Through the outbox, which holds no text and insists."""
        deposer_changement(user, template_prefix)

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """Her password: whoever holds her unlocked phone has her codes and her keys."""
        adresse = reverse("account_reauthenticate")
        return [{"id": "reauthenticate", "description": "Mot de passe", "url": adresse}]

"""What is asked of every request of someone signed in, beyond her password."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from comptes import sessions
from comptes.second_facteur import session

# Where she enrols, and what she may need meanwhile.
SANS_SECOND_FACTEUR = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
}


class SessionsMiddleware:
    """Ends a session that nobody used for a while, or that has lasted too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session and not sessions.tenir(request):
            logout(request)
        return self.get_response(request)


class SecondFacteurMiddleware:
    """Whoever must have a second factor has shown one in this very session, or is enrolling."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        personne = request.user
        if not settings.SECOND_FACTEUR or not personne.is_authenticated:
            return None
        if not personne.doit_un_second_facteur or session.est_prouve(request):
            return None
        if session.a_un_facteur(personne):
            # Added since on another device: this session never showed it.
            logout(request)
            return _refuser(request, "account_login")
        page = request.resolver_match.view_name if request.resolver_match else ""
        if page not in SANS_SECOND_FACTEUR:
            return _refuser(request, "mfa_index")
        request.enrolement = True  # type: ignore[attr-defined]  # for base.html
        return None


def _refuser(request: HttpRequest, vers: str) -> HttpResponseBase:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"erreur": "second_facteur"}, status=401)
    return redirect(vers)

"""What a session has proved: a session of someone who must have a second factor opens nothing
until it has shown one."""

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from comptes.models import Utilisateur
from comptes.requetes import RequeteConnectee

MFA = "mfa"


def est_prouve(request: HttpRequest) -> bool:
    return any(
        preuve.get("method") == MFA for preuve in get_authentication_records(request, request.user)
    )


def enroler(request: RequeteConnectee, facteur: Authenticator) -> None:
    """She has just shown the factor that she added: sessions that did not are closed."""
    request.user.sessions.fermer(sauf=request.session.session_key)
    record_authentication(request, request.user, MFA, id=facteur.pk, type=facteur.type)


def oublier(request: HttpRequest) -> None:
    """Her last factor is gone: what it proved is too."""
    preuves = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        preuve for preuve in preuves if preuve.get("method") != MFA
    ]


def a_un_facteur(utilisateur: Utilisateur) -> bool:
    """Codes on paper alone are none."""
    siens = Authenticator.objects.filter(user=utilisateur)
    return siens.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

"""Before data leaves or rights are given: who she is, shown within the quarter of an hour; then
where she was."""

from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    reauthenticate_by_password,
)
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpResponse
from django.shortcuts import render

from comptes.forms import ConfirmerIdentiteForm
from comptes.requetes import RequeteConnectee

PREFIXE = "confirmation"


def a_confirmer(request: RequeteConnectee, *, droits: bool = False) -> HttpResponse | None:
    """None once she has shown it; otherwise the page that asks, which a view returns.

    A page to open is opened after her answer; what a form sent comes with it, so that nothing
    typed is lost and the same view answers it. ``droits``: what is asked for gives somebody rights.
    """
    if not is_reauthentication_required(request, app="comptes"):
        return None
    if request.method != "POST":
        raise ReauthenticationRequired  # allauth's middleware leads to its page, and back
    repond = f"{PREFIXE}-password" in request.POST
    form = ConfirmerIdentiteForm(
        request.POST if repond else None, user=request.user, prefix=PREFIXE
    )
    if repond and not ratelimit.consume(request, action="reauthenticate", user=request.user):
        form.add_error(None, "Trop d’essais en peu de temps. Attendez une minute, puis réessayez.")
    if repond and form.is_valid():
        reauthenticate_by_password(request)
        return None
    contexte = {"form": form, "saisie": _saisie(request), "droits": droits}
    return render(request, "comptes/confirmer.html", contexte, status=422)


def _saisie(request: RequeteConnectee) -> list[tuple[str, str]]:
    return [
        (nom, valeur)
        for nom, valeurs in request.POST.lists()
        for valeur in valeurs
        if nom != "csrfmiddlewaretoken" and not nom.startswith(f"{PREFIXE}-")
    ]

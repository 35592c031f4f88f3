"""The journal's line is committed before the first byte is served, or nothing is served."""

import logging
from collections.abc import Callable

from allauth.core.internal.httpkit import get_client_ip
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch

from proximite import lectures

from .gestes import geste_de
from .models import Consultation

logger = logging.getLogger(__name__)


class JournalMiddleware:
    """Innermost: what the view read is known once its answer is whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with lectures.observer() as lues:
            response = self.get_response(request)
        route = request.resolver_match
        if route is None:
            return response
        try:
            if lues.hors_portee:
                rien = lectures.Lectures(par=lues.par)
                _inscrire(request, response, route, Consultation.Geste.REFUS, rien)
            if geste := geste_de(request, response, lues):
                _inscrire(request, response, route, geste, lues)
        except DatabaseError:
            logger.exception("The access journal could not be written")
            return render(request, "confidentialite/journal_indisponible.html", status=503)
        return response


def _inscrire(
    request: HttpRequest,
    response: HttpResponse,
    route: ResolverMatch,
    geste: str,
    lues: lectures.Lectures,
) -> None:
    famille = _ouverte(route, lues.familles)
    connectee = request.user.is_authenticated
    Consultation.inscrire(
        utilisateur_id=request.user.pk if connectee else None,
        titre=(lues.par or _titre(request))[:80],
        geste=geste,
        page=route.view_name,
        statut=response.status_code,
        adresse=get_client_ip(request),
        famille=famille,
        autres=lues.familles.keys() - {famille},
    )


def _ouverte(route: ResolverMatch, lues: dict[int, str]) -> int | None:
    """The one that the address names, or the only one."""
    nommees = [pk for pk, code in lues.items() if code and code == route.kwargs.get("code")]
    candidates = nommees or list(lues)
    return candidates[0] if len(candidates) == 1 else None


def _titre(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return "Par un lien"
    return ", ".join(sorted({a.get_role_display() for a in request.user.affectations_actuelles}))

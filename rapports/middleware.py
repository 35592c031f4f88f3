"""Sends the pages of figures to the replica, and remembers what each person has just recorded."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from . import replique

TEMOIN = "ecrit_jusque"
# Pages that only show. Forms, and what a work in progress says of itself, are read at the source.
PAGES = frozenset(
    {
        "rapports:territoire",
        "rapports:a_verifier",
        "rapports:familles_derriere",
        "rapports:lignes_derriere",
        "rapports:toile",
        "rapports:semaine",
        "rapports:semaine_lignes",
        "rapports:rapport",
        "rapports:rapport_version",
        "rapports:rapport_a_verifier",
        "rapports:rapport_export",
        "rapports:reseau",
        "rapports:chiffre",
        "rapports:cles",
        "rapports:questions",
        "rapports:synthese",
        "rapports:trous",
        "rapports:participation",
        "rapports:export",
        "rapports:publication",
        "rapports:publication_exports",
        "rapports:publication_export",
        "rapports:indicateurs",
        "rapports:indicateur",
    }
)


class RepliqueMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code < 400 and replique.existe():
            response.set_cookie(
                TEMOIN,
                replique.place(),
                max_age=3600,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(
        self,
        request: HttpRequest,
        vue: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        route = request.resolver_match
        lecture = request.method in ("GET", "HEAD") and route and route.view_name in PAGES
        if not lecture or not replique.existe():
            return None
        depuis = request.COOKIES.get(TEMOIN, "")
        return replique.lire(lambda: vue(request, *args, **kwargs), depuis=depuis)

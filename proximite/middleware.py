import logging
import time
from collections.abc import Callable
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from proximite import portee
from proximite.journaux import requete_en_cours

requetes = logging.getLogger("proximite.requetes")


class RequeteMiddleware:
    """One line a request: the name of the page, never its address, nor who asked for it.

    Outermost, so that what the others log bears the request's number too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        jeton = requete_en_cours.set(uuid4().hex)
        debut = time.perf_counter()
        try:
            response = self.get_response(request)
            faits = {
                "methode": request.method,
                "page": request.resolver_match.view_name if request.resolver_match else None,
                "statut": response.status_code,
                "ms": round(1000 * (time.perf_counter() - debut)),
            }
            requetes.info("requête", extra={"faits": faits})
            return response
        finally:
            requete_en_cours.reset(jeton)


class SessionRequiseMiddleware(LoginRequiredMiddleware):
    """A page sends to the login; a script that asks for JSON is told 401, for it can't sign in."""

    def handle_no_permission(  # type: ignore[override]  # the stubs know redirections only
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"erreur": "session"}, status=401)
        return super().handle_no_permission(request, view_func)


class PorteeMiddleware:
    """The database is told who asks before anything of a famille is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with portee.personne(request.user.pk):
            return self.get_response(request)


class PrivateResponseMiddleware:
    """Keep pages out of other sites, search engines and every cache, those that a link opens
    without an account included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        add_never_cache_headers(response)
        return response


TEXTES = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/schema+json",
    "image/svg+xml",
)


class CompressionMiddleware(GZipMiddleware):
    """Pages weigh a fifth over the wire. Before WhiteNoise in MIDDLEWARE: the demonstration's
    static files are compressed here, production's come compressed already and go through.

    What a page keeps secret is not guessed from its size: the CSRF token is masked anew in each
    page and Django pads each answer at random (decision 0029).
    """

    def process_request(self, request: HttpRequest) -> None:
        # Compressing weakens an ETag; WhiteNoise compares it letter by letter.
        if etag := request.META.get("HTTP_IF_NONE_MATCH"):
            request.META["HTTP_IF_NONE_MATCH"] = etag.removeprefix("W/")

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        # A part of a file, « not modified » and HEAD have no whole body to compress; workbooks,
        # PDF and photos are compressed by themselves.
        entier = response.status_code not in (204, 206, 304) and request.method != "HEAD"
        if entier and response.get("Content-Type", "").startswith(TEXTES):
            return super().process_response(request, response)
        return response


def _nom_du_brouillon(request: HttpRequest) -> str | None:
    try:
        return str(UUID(request.POST.get("brouillon", "")))
    except ValueError:
        return None


class BrouillonMiddleware:
    """Says to the browser which draft is recorded, so that it forgets that one and no other.

    A redirect, or a file, after what a signed-in person sent is how every form says yes; a refusal
    answers with the form, an ended session leads to the login. The name is random and says nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        fichier = response.get("Content-Disposition", "").startswith("attachment")
        if request.method != "POST" or not (fichier or response.status_code in (302, 303)):
            return response
        if request.user.is_authenticated and (nom := _nom_du_brouillon(request)):
            response.set_cookie(
                "brouillon_recu",
                nom,
                max_age=24 * 3600,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Strict",
            )
        return response

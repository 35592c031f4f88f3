from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from proximite import guide
from proximite.navigation import PersonneAvecRoles, navigation_de


@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    """The first place of one's role; without a role, a page that says whom to ask."""
    personne = cast(PersonneAvecRoles, request.user)  # LoginRequiredMiddleware let her in
    lieux = navigation_de(personne, request.path).lieux
    if lieux:
        return redirect(lieux[0].adresse)
    return render(request, "accueil.html")


@require_GET
def aide(request: HttpRequest, page: str) -> HttpResponse:
    if page not in guide.PAGES:
        raise Http404
    return render(request, "aide.html", {"texte": guide.en_html(page), "page": page})

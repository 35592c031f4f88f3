"""What the comité de pilotage publishes, and what the audit of each publication found."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from comptes.decorateurs import reserve_a
from comptes.models import ROLES_DE_COMITE, Role
from comptes.requetes import RequeteConnectee
from rapports.models import Publication, Tache
from rapports.publication import etat, tache
from rapports.publication.forms import PublierForm


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def publications(request: RequeteConnectee) -> HttpResponse:
    toutes = Publication.objects.visibles_par(request.user).defer("contenu", "audit")
    contexte = {
        "publications": toutes.order_by("-publiee_le", "-pk"),
        "publiables": etat.publiables(),
        "form": PublierForm(),
        "en_route": Tache.objects.visibles_par(request.user).en_route().filter(genre=tache.GENRE),
        "publie": request.user.a_role(Role.COMITE_PILOTAGE),
    }
    return render(request, "rapports/publications.html", contexte)


@require_GET
def publication(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What the audit found: how many numbers, how many are hidden, what is not shown and why."""
    publication = get_object_or_404(
        Publication.objects.visibles_par(request.user).defer("contenu"), pk=pk
    )
    contexte = {
        "publication": publication,
        "bilan": publication.bilan["bilan"],
        "absents": etat.absents(publication),
    }
    return render(request, "rapports/publication.html", contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.COMITE_PILOTAGE)
def publier(request: RequeteConnectee) -> HttpResponse:
    """GET shows what would be published, which can’t be undone; POST publishes it."""
    form = PublierForm(request.POST if request.method == "POST" else request.GET)
    contexte: dict[str, Any] = {"form": form}
    if not form.is_valid():
        return render(request, "rapports/publier.html", contexte, status=422)
    if request.method == "POST":
        try:
            travail = tache.demander(form.choisies, par=request.user)
        except ValidationError as refus:
            form.signaler_refus(refus)
            return render(request, "rapports/publier.html", contexte, status=409)
        return redirect("rapports:tache", travail.pk)
    contexte["apercu"] = etat.apercu(form.choisies)
    return render(request, "rapports/publier.html", contexte)

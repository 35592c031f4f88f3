"""The page of a work too long for a page: how far it is, then what came out of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from comptes.confirmation import a_confirmer
from comptes.requetes import RequeteConnectee
from rapports import taches
from rapports.models import Tache


@require_GET
def tache(request: RequeteConnectee, pk: int) -> HttpResponse:
    tache = _la_sienne(request, pk)
    gabarit = "rapports/partials/tache.html" if request.htmx else "rapports/tache.html"
    return render(request, gabarit, {"tache": tache, "titre": taches.titre(tache)})


@require_GET
def fichier(request: RequeteConnectee, pk: int) -> HttpResponse:
    tache = _la_sienne(request, pk)
    # Read apart, and last: a file is large, and forgotten after a day.
    if not tache.offre_un_fichier() or tache.fichier is None:
        raise Http404
    if (page := a_confirmer(request)) is not None:
        return page
    nom = content_disposition_header(True, tache.nom_fichier) or "attachment"
    return HttpResponse(bytes(tache.fichier), tache.type_mime, headers={"Content-Disposition": nom})


@require_POST
def recommencer(request: RequeteConnectee, pk: int) -> HttpResponse:
    tache = _la_sienne(request, pk)
    taches.recommencer(tache)
    return redirect("rapports:tache", tache.pk)


def _la_sienne(request: RequeteConnectee, pk: int) -> Tache:
    return get_object_or_404(taches.visibles_par(request.user).defer("fichier"), pk=pk)

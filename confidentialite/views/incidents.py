from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from comptes.confirmation import a_confirmer
from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from confidentialite.forms.incidents import IncidentCorrigerForm, IncidentForm
from confidentialite.models import Incident
from confidentialite.models.incident import VersionIncident
from confidentialite.tables import incidents_en_csv
from familles.views.commun import donnees

from .commun import fichier_csv
from .registres import PAR_PAGE


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def incidents(request: RequeteConnectee) -> HttpResponse:
    lignes = Incident.objects.visibles_par(request.user).select_related("organisme")
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "confidentialite/incidents.html", {"page": page})


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE)
def incident_inscrire(request: RequeteConnectee) -> HttpResponse:
    aujourdhui = Incident(connu_le=timezone.localdate())
    form = IncidentForm(donnees(request), instance=aujourdhui, utilisateur=request.user)
    if request.method == "POST" and (inscrit := form.enregistrer(par=request.user)):
        messages.success(request, "L’incident est inscrit au registre.")
        return redirect("confidentialite:incident", inscrit.pk)
    contexte = {"form": form}
    return render(request, "confidentialite/incident_inscrire.html", contexte, status=form.statut)


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def incident(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The line of the register, on a page that prints, and each of its corrections."""
    lignes = Incident.objects.visibles_par(request.user).select_related("organisme", "saisie_par")
    inscrit = get_object_or_404(lignes, pk=pk)
    versions = list(inscrit.versions.select_related("par"))
    contexte = {"incident": inscrit, "histoire": _histoire(versions)}
    return render(request, "confidentialite/incident.html", contexte)


def _histoire(versions: list[VersionIncident]) -> list[tuple[VersionIncident, Any]]:
    """Each version, the latest first, and what it changed."""
    return [
        (version, version.changements(avant))
        for version, avant in pairwise([*versions, None])
        if version
    ]


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE)
def incident_corriger(request: RequeteConnectee, pk: int) -> HttpResponse:
    inscrit = get_object_or_404(Incident.objects.visibles_par(request.user), pk=pk)
    form = IncidentCorrigerForm(donnees(request), instance=inscrit, utilisateur=request.user)
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, "Le registre est à jour. Ce qu’il disait avant y reste.")
        return redirect("confidentialite:incident", pk)
    contexte = {"incident": inscrit, "form": form}
    return render(request, "confidentialite/incident_corriger.html", contexte, status=form.statut)


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def incidents_export(request: RequeteConnectee) -> HttpResponse:
    if (page := a_confirmer(request)) is not None:
        return page
    lignes = Incident.objects.visibles_par(request.user).select_related("organisme")
    return fichier_csv("incidents", incidents_en_csv(lignes))

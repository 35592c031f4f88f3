from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from confidentialite.models import AlerteAcces, Demande, Destruction, Incident

PAR_PAGE = 50


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def registres(request: RequeteConnectee) -> HttpResponse:
    """Where whoever answers for personal information starts from."""
    demandes = Demande.objects.visibles_par(request.user)
    incidents = Incident.objects.visibles_par(request.user)
    contexte = {
        "demandes": demandes.count(),
        "a_repondre": demandes.a_repondre().count(),
        "incidents": incidents.count(),
        "avis_a_donner": incidents.a_aviser().count(),
        "destructions": Destruction.objects.visibles_par(request.user).count(),
        "alertes": AlerteAcces.objects.visibles_par(request.user).a_voir().count(),
    }
    return render(request, "confidentialite/registres.html", contexte)


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def destructions(request: RequeteConnectee) -> HttpResponse:
    lignes = Destruction.objects.visibles_par(request.user).select_related("par", "territoire")
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "confidentialite/destructions.html", {"page": page})

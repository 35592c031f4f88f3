from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requetes import RequeteConnectee

from ..forms import CapaciteForm
from ..models import Partenaire


@require_POST
def confirmer(request: RequeteConnectee, pk: int) -> HttpResponse:
    partenaire = get_object_or_404(Partenaire.objects.modifiables_par(request.user), pk=pk)
    partenaire.confirmer(le=timezone.localdate())
    messages.success(request, "La fiche est confirmée en date d’aujourd’hui.")
    return redirect("partenaires:fiche", pk)


@require_http_methods(["GET", "POST"])
def capacite(request: RequeteConnectee, pk: int, offre: int) -> HttpResponse:
    partenaire = get_object_or_404(Partenaire.objects.modifiables_par(request.user), pk=pk)
    service = get_object_or_404(partenaire.offres.select_related("type_besoin"), pk=offre)
    envoi = request.POST if request.method == "POST" else None
    form = CapaciteForm(envoi, offre=service, utilisateur=request.user)
    if envoi is not None and form.declarer(le=timezone.localdate()):
        messages.success(request, "La capacité est à jour.")
        return redirect("partenaires:fiche", pk)
    contexte = {"form": form, "partenaire": partenaire, "offre": service}
    return render(request, "partenaires/capacite.html", contexte, status=form.statut)

"""The links that a partenaire holds, on the side of those who give them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from partenaires.models import Partenaire

from ..models import LienPartenaire
from ..permanents import LienPermanentForm

PAR_PAGE = 50


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def liens_partenaire(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What opens today; a new « Référer une famille », shown in this answer and never again."""
    partenaire = get_object_or_404(Partenaire.objects.visibles_par(request.user), pk=pk)
    envoi = request.POST if request.method == "POST" else None
    form = LienPermanentForm(envoi, partenaire=partenaire, utilisateur=request.user)
    if form.is_bound and form.enregistrer(par=request.user) and not form.jeton:
        messages.success(request, f"Le lien part à {form.adresse}.")
        return redirect("referencements:liens_partenaire", pk)
    liens = LienPartenaire.objects.visibles_par(request.user).ouverts().filter(partenaire=pk)
    liens = liens.select_related(
        "territoire", "cree_par", "referencement", "divulgation__consentement__retrait"
    )
    liens = liens.prefetch_related("partenaire__contacts")
    contexte = {
        "partenaire": partenaire,
        "form": form,
        "page": Paginator(liens, PAR_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "referencements/liens_partenaire.html", contexte, status=form.statut)


@require_POST
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def lien_partenaire_fermer(request: RequeteConnectee, pk: int) -> HttpResponse:
    lien = get_object_or_404(LienPartenaire.objects.visibles_par(request.user), pk=pk)
    lien.fermer()
    messages.success(request, "Le lien est fermé. Il n’ouvre plus rien.")
    return redirect("referencements:liens_partenaire", lien.partenaire_id)

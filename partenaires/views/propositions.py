from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from comptes.requetes import RequeteConnectee

from ..forms import PropositionForm, RefusPropositionForm
from ..models import PropositionFiche


@require_http_methods(["GET", "POST"])
def proposition(request: RequeteConnectee, pk: int) -> HttpResponse:
    lue = _la_proposition(request, pk)
    envoi = request.POST if request.method == "POST" else None
    form = PropositionForm(envoi, proposition=lue, utilisateur=request.user)
    if envoi is not None and form.approuver(par=request.user, le=timezone.localdate()):
        messages.success(request, "La proposition est traitée. La fiche est à jour.")
        return redirect("partenaires:fiche", lue.partenaire_id)
    contexte = {"form": form, "proposition": lue, "corrections": lue.corrections()}
    return render(request, "partenaires/proposition.html", contexte, status=form.statut)


@require_http_methods(["GET", "POST"])
def proposition_refuser(request: RequeteConnectee, pk: int) -> HttpResponse:
    lue = _la_proposition(request, pk)
    envoi = request.POST if request.method == "POST" else None
    form = RefusPropositionForm(envoi, utilisateur=request.user)
    if envoi is not None and form.refuser(lue, par=request.user):
        messages.success(request, "La proposition est refusée. La fiche n’a pas changé.")
        return redirect("partenaires:fiche", lue.partenaire_id)
    contexte = {"form": form, "proposition": lue}
    return render(request, "partenaires/proposition_refuser.html", contexte, status=form.statut)


def _la_proposition(request: RequeteConnectee, pk: int) -> PropositionFiche:
    siennes = PropositionFiche.objects.modifiables_par(request.user)
    return get_object_or_404(siennes.select_related("partenaire", "traitee_par"), pk=pk)

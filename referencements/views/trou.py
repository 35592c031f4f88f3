from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee

from ..models import Referencement, TrouDeServices
from ..trous import StatutForm, TrouForm, depart_selon

PAR_PAGE = 50


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def trous(request: RequeteConnectee) -> HttpResponse:
    visibles = TrouDeServices.objects.visibles_par(request.user)
    statut = request.GET.get("statut", "")
    if statut not in TrouDeServices.Statut.values:
        statut = ""
    lignes = visibles.filter(statut=statut) if statut else visibles
    lignes = lignes.select_related("type", "famille", "territoire")
    contexte = {
        "statut": statut,
        "statuts": [("", "Tous"), *TrouDeServices.Statut.choices],
        "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "ecrits": request.user.territoires_ecrits,
    }
    return render(request, "referencements/trous.html", contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def trou_constater(request: RequeteConnectee) -> HttpResponse:
    envoi = request.POST if request.method == "POST" else None
    form = TrouForm(envoi, initial=_depart(request), utilisateur=request.user)
    if envoi is not None and (trou := form.enregistrer(par=request.user)):
        messages.success(request, "Le trou de services est constaté.")
        if trou.referencement_id:
            return redirect("referencements:fiche", trou.referencement_id)
        return redirect("referencements:trous")
    return render(request, "referencements/trou_constater.html", {"form": form}, status=form.statut)


def _depart(request: RequeteConnectee) -> dict[str, Any]:
    if not (pk := request.GET.get("referencement", "")).isdecimal():
        return {}
    siens = Referencement.objects.modifiables_par(request.user).select_related("famille")
    return depart_selon(get_object_or_404(siens, pk=pk))


@require_http_methods(["GET", "POST"])
def trou_suivre(request: RequeteConnectee, pk: int) -> HttpResponse:
    trou = get_object_or_404(TrouDeServices.objects.modifiables_par(request.user), pk=pk)
    envoi = request.POST if request.method == "POST" else None
    form = StatutForm(envoi, instance=trou, utilisateur=request.user)
    if envoi is not None and form.enregistrer(par=request.user):
        messages.success(request, "Le statut est à jour.")
        return redirect("referencements:trous")
    contexte = {"form": form, "trou": trou}
    return render(request, "referencements/trou_suivre.html", contexte, status=form.statut)

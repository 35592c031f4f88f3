from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee

from ..doublons import paires_semblables
from ..forms import FusionForm
from ..models import FichesDistinctes, FusionPartenaires, Partenaire
from ..models.fusion import a_deplacer, territoires_des_autres

PAR_PAGE = 20


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def doublons(request: RequeteConnectee) -> HttpResponse:
    paires = paires_semblables(Partenaire.objects.modifiables_par(request.user).actifs())
    page = Paginator(paires, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "partenaires/doublons.html", {"page": page})


@require_POST
def distinguer(request: RequeteConnectee, pk: int, autre: int) -> HttpResponse:
    un, second = _deux_fiches(request, pk, autre)
    FichesDistinctes.distinguer(un=un, autre=second, par=request.user)
    messages.success(request, "C’est noté\u00a0: ce sont deux organismes.")
    return redirect("partenaires:doublons")


@require_http_methods(["GET", "POST"])
def fusionner(request: RequeteConnectee, pk: int, autre: int) -> HttpResponse:
    """``pk`` is the entry kept, ``autre`` the one absorbed."""
    garde, absorbe = _deux_fiches(request, pk, autre)
    envoi = request.POST if request.method == "POST" else None
    form = FusionForm(envoi, garde=garde, absorbe=absorbe, utilisateur=request.user)
    if envoi is not None and form.fusionner(par=request.user):
        messages.success(request, "Les deux fiches sont réunies.")
        return redirect("partenaires:fiche", pk)
    contexte = {
        "form": form,
        "garde": garde,
        "absorbe": absorbe,
        "deplaces": a_deplacer(absorbe, pour=request.user),
        "ailleurs": territoires_des_autres([garde, absorbe], pour=request.user),
    }
    return render(request, "partenaires/fusionner.html", contexte, status=form.statut)


@require_http_methods(["GET", "POST"])
def fusion_annuler(request: RequeteConnectee, pk: int) -> HttpResponse:
    siennes = FusionPartenaires.objects.modifiables_par(request.user)
    fusion = get_object_or_404(siennes.select_related("garde", "absorbe"), pk=pk)
    refus = None
    if request.method == "POST":
        try:
            fusion.annuler(par=request.user)
        except ValidationError as empechement:
            refus = empechement
        else:
            messages.success(request, "La fusion est annulée\u00a0: les deux fiches sont séparées.")
            return redirect("partenaires:fiche", fusion.garde_id)
    contexte = {"fusion": fusion, "refus": refus}
    return render(
        request, "partenaires/fusion_annuler.html", contexte, status=409 if refus else 200
    )


def _deux_fiches(request: RequeteConnectee, pk: int, autre: int) -> tuple[Partenaire, Partenaire]:
    if pk == autre:
        raise Http404
    siennes = Partenaire.objects.modifiables_par(request.user).select_related("secteur")
    return get_object_or_404(siennes, pk=pk), get_object_or_404(siennes, pk=autre)

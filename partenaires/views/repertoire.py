from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee

from ..bilans import bilans
from ..forms import PartenaireForm, RechercheForm
from ..models import Partenaire

PAR_PAGE = 50


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def liste(request: RequeteConnectee) -> HttpResponse:
    form = RechercheForm(request.GET or None, utilisateur=request.user)
    partenaires = form.filtrer(Partenaire.objects.visibles_par(request.user).actifs())
    partenaires = partenaires.select_related("secteur").prefetch_related("offres__type_besoin")
    page = Paginator(partenaires, PAR_PAGE).get_page(request.GET.get("page"))
    passe = bilans(request.user, page)
    contexte = {
        "form": form,
        "page": page,
        "lignes": [(partenaire, passe[partenaire.pk]) for partenaire in page],
        "filtree": form.has_changed(),
    }
    return render(request, "partenaires/liste.html", contexte, status=422 if form.errors else 200)


@require_GET
def fiche(request: RequeteConnectee, pk: int) -> HttpResponse:
    visibles = Partenaire.objects.visibles_par(request.user)
    visibles = visibles.select_related("secteur", "fusionne_dans")
    partenaire = get_object_or_404(visibles, pk=pk)
    contexte = {
        "partenaire": partenaire,
        "modifiable": partenaire.fusionne_dans is None,
        "fusions": partenaire.fusions.select_related("absorbe", "par", "annulee_par"),
        "proposition": partenaire.propositions.ouvertes().first(),
        "bilan": bilans(request.user, [partenaire])[pk],
        "offres": partenaire.offres.select_related("type_besoin"),
        "territoires": partenaire.territoires.visibles_par(request.user),
    }
    return render(request, "partenaires/fiche.html", contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def creer(request: RequeteConnectee) -> HttpResponse:
    envoi = request.POST if request.method == "POST" else None
    form = PartenaireForm(envoi, utilisateur=request.user)
    if envoi is not None and (partenaire := form.creer(par=request.user)):
        messages.success(request, "Le partenaire est dans le répertoire.")
        return redirect("partenaires:fiche", partenaire.pk)
    return render(request, "partenaires/creer.html", {"form": form}, status=form.statut)


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    partenaire = get_object_or_404(Partenaire.objects.modifiables_par(request.user), pk=pk)
    envoi = request.POST if request.method == "POST" else None
    form = PartenaireForm(envoi, instance=partenaire, utilisateur=request.user)
    if envoi is not None and form.enregistrer(par=request.user):
        messages.success(request, "La fiche est à jour.")
        return redirect("partenaires:fiche", pk)
    contexte = {"form": form, "partenaire": partenaire}
    return render(request, "partenaires/modifier.html", contexte, status=form.statut)

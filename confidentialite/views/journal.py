from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from confidentialite.forms.journal import AlerteForm, FiltreForm
from confidentialite.models import AlerteAcces, Consultation
from confidentialite.pages import nom_de_la_page
from familles.models import Famille
from familles.views.commun import donnees

PAR_PAGE = 50


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def acces(request: RequeteConnectee) -> HttpResponse:
    """Who read what, the latest first, for the one who answers for the organisme’s files."""
    filtre = FiltreForm(request.GET, utilisateur=request.user)
    lignes = Consultation.objects.visibles_par(request.user).select_related("utilisateur")
    page = Paginator(filtre.filtrer(lignes), PAR_PAGE).get_page(request.GET.get("page"))
    familles = Famille.toutes.visibles_par(request.user)
    contexte = {
        "filtre": filtre,
        "page": page,
        "lignes": _avec_leurs_noms(page.object_list, familles.in_bulk(_ouvertes(page))),
        "alertes": AlerteAcces.objects.visibles_par(request.user)
        .a_voir()
        .select_related("utilisateur"),
    }
    return render(request, "confidentialite/acces.html", contexte, status=filtre.statut)


@require_GET
def acces_famille(request: RequeteConnectee, code: str) -> HttpResponse:
    """Who opened her file: what a famille may ask, on a page that prints."""
    famille = get_object_or_404(Famille.objects.visibles_par(request.user), code=code)
    lignes = Consultation.objects.de_la_famille(famille).select_related("utilisateur")
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "famille": famille,
        "page": page,
        "lignes": _avec_leurs_noms(page.object_list, {}),
    }
    return render(request, "confidentialite/acces_famille.html", contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE)
def alerte_voir(request: RequeteConnectee, pk: int) -> HttpResponse:
    alertes = AlerteAcces.objects.visibles_par(request.user).select_related("utilisateur")
    alerte = get_object_or_404(alertes, pk=pk)
    form = AlerteForm(donnees(request), instance=alerte)
    if request.method == "POST" and form.is_valid():
        alerte.noter_vue(par=request.user, suite=form.cleaned_data["suite"])
        messages.success(request, "C’est noté.")
        return redirect("confidentialite:acces")
    contexte = {"alerte": alerte, "form": form}
    return render(request, "confidentialite/alerte_voir.html", contexte, status=form.statut)


def _ouvertes(lignes: Iterable[Consultation]) -> set[int]:
    return {ligne.famille for ligne in lignes if ligne.famille}


def _avec_leurs_noms(
    lignes: Iterable[Consultation], familles: dict[int, Famille]
) -> list[tuple[Consultation, str, Famille | None]]:
    """Each line, the page in words, and the famille she opened when the reader may know it."""
    return [
        (ligne, nom_de_la_page(ligne.page), familles.get(ligne.famille or 0)) for ligne in lignes
    ]

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requetes import RequeteConnectee
from familles.forms.situation import PromesseForm, PromesseModifierForm
from familles.models import Promesse
from familles.views.commun import donnees, famille_modifiable, remplir


@require_http_methods(["GET", "POST"])
def promesse_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    promesse = Promesse(famille=famille)
    form = PromesseForm(donnees(request), instance=promesse, utilisateur=request.user)
    fait = "La promesse est notée : elle vous sera rappelée."
    return remplir(request, famille, form, "familles/promesse_ajouter.html", fait)


@require_http_methods(["GET", "POST"])
def promesse_modifier(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    promesse = get_object_or_404(famille.promesses.select_related("saisie_par"), pk=pk)
    form = PromesseModifierForm(donnees(request), instance=promesse, utilisateur=request.user)
    gabarit = "familles/promesse_modifier.html"
    fait = "La promesse est à jour."
    return remplir(request, famille, form, gabarit, fait, promesse=promesse)


@require_POST
def promesse_tenir(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    get_object_or_404(famille.promesses, pk=pk).tenir(le=timezone.localdate())
    messages.success(request, "Promesse tenue.")
    return redirect("familles:fiche", famille.code)


@require_POST
def promesse_abandonner(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    get_object_or_404(famille.promesses, pk=pk).abandonner(le=timezone.localdate())
    messages.success(request, "La promesse est retirée de ce qu’il reste à faire.")
    return redirect("familles:fiche", famille.code)


@require_POST
def promesse_rouvrir(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    get_object_or_404(famille.promesses, pk=pk).rouvrir()
    messages.success(request, "La promesse est de nouveau à tenir.")
    return redirect("familles:fiche", famille.code)

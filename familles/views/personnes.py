from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requetes import RequeteConnectee
from familles.forms.personnes import (
    AdulteForm,
    AdulteModifierForm,
    EnfantForm,
    EnfantModifierForm,
)
from familles.models import Adulte, Enfant
from familles.views.commun import donnees, famille_modifiable, remplir


@require_http_methods(["GET", "POST"])
def adulte_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    adulte = Adulte(famille=famille)
    form = AdulteForm(donnees(request), instance=adulte, utilisateur=request.user)
    fait = "La personne fait maintenant partie de la fiche."
    return remplir(request, famille, form, "familles/adulte_ajouter.html", fait)


@require_http_methods(["GET", "POST"])
def adulte_modifier(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    adulte = get_object_or_404(famille.adultes.select_related("identite"), pk=pk)
    form = AdulteModifierForm(donnees(request), instance=adulte, utilisateur=request.user)
    fait = "Les renseignements de cette personne sont à jour."
    return remplir(request, famille, form, "familles/adulte_modifier.html", fait)


@require_http_methods(["GET", "POST"])
def enfant_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    enfant = Enfant(famille=famille)
    form = EnfantForm(donnees(request), instance=enfant, utilisateur=request.user)
    fait = "L’enfant fait maintenant partie de la fiche."
    return remplir(request, famille, form, "familles/enfant_ajouter.html", fait)


@require_http_methods(["GET", "POST"])
def enfant_modifier(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    enfants = famille.enfants.select_related("identite", "autre_famille")
    enfant = get_object_or_404(enfants, pk=pk)
    form = EnfantModifierForm(donnees(request), instance=enfant, utilisateur=request.user)
    fait = "Les renseignements de l’enfant sont à jour."
    return remplir(request, famille, form, "familles/enfant_modifier.html", fait, enfant=enfant)


@require_POST
def enfant_retirer(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    try:
        get_object_or_404(famille.enfants, pk=pk).retirer()
    except ValidationError as refus:
        messages.error(request, refus.messages[0])
    else:
        messages.success(request, "L’enfant saisi par erreur est retiré.")
    return redirect("familles:fiche", famille.code)

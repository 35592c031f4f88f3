from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from comptes.requetes import RequeteConnectee
from familles.fiche import AVEC_SUIVIS
from familles.forms.situation import (
    BesoinForm,
    BesoinModifierForm,
    JalonForm,
    LeverForm,
    VulnerabiliteForm,
)
from familles.models import (
    Besoin,
    JalonLienConfiance,
    Vulnerabilite,
)
from familles.views.commun import donnees, famille_modifiable, remplir


@require_http_methods(["GET", "POST"])
def besoin_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    besoin = Besoin(famille=famille)
    form = BesoinForm(donnees(request), instance=besoin, utilisateur=request.user)
    fait = "Le besoin est mis en relief."
    return remplir(request, famille, form, "familles/besoin_ajouter.html", fait)


@require_http_methods(["GET", "POST"])
def besoin_modifier(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    besoins = famille.besoins.select_related("type").prefetch_related(AVEC_SUIVIS)
    besoin = get_object_or_404(besoins, pk=pk)
    form = BesoinModifierForm(donnees(request), instance=besoin, utilisateur=request.user)
    gabarit = "familles/besoin_modifier.html"
    return remplir(request, famille, form, gabarit, "Le besoin est à jour.", besoin=besoin)


@require_http_methods(["GET", "POST"])
def vulnerabilite_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    vulnerabilite = Vulnerabilite(famille=famille)
    form = VulnerabiliteForm(donnees(request), instance=vulnerabilite, utilisateur=request.user)
    fait = "La vulnérabilité est notée."
    return remplir(request, famille, form, "familles/vulnerabilite_ajouter.html", fait)


@require_http_methods(["GET", "POST"])
def vulnerabilite_lever(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    vulnerabilite = get_object_or_404(famille.vulnerabilites.select_related("type"), pk=pk)
    form = LeverForm(donnees(request), vulnerabilite=vulnerabilite, utilisateur=request.user)
    gabarit = "familles/vulnerabilite_lever.html"
    fait = "La vulnérabilité est levée."
    return remplir(request, famille, form, gabarit, fait, vulnerabilite=vulnerabilite)


@require_http_methods(["GET", "POST"])
def jalon_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    jalon = JalonLienConfiance(famille=famille)
    form = JalonForm(donnees(request), instance=jalon, utilisateur=request.user)
    fait = "Le lien de confiance est noté."
    return remplir(request, famille, form, "familles/jalon_ajouter.html", fait)

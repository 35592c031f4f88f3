from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requetes import RequeteConnectee
from familles.forms.situation import (
    BesoinForm,
    BesoinModifierForm,
    CorrectionForm,
    EvaluationForm,
    JalonForm,
    LeverForm,
    PromesseForm,
    VulnerabiliteForm,
)
from familles.models import (
    Besoin,
    EvaluationIsolement,
    Famille,
    JalonLienConfiance,
    Promesse,
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
    besoin = get_object_or_404(famille.besoins.select_related("type"), pk=pk)
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
def evaluation_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    evaluation = EvaluationIsolement(famille=famille, moment=_moment_probable(famille))
    form = EvaluationForm(donnees(request), instance=evaluation, utilisateur=request.user)
    return _remplir_grille(request, famille, form, "familles/evaluation_ajouter.html")


def _moment_probable(famille: Famille) -> str:
    """The first grid describes the first contact, the next ones what has changed since."""
    moments = EvaluationIsolement.Moment
    deja = famille.evaluations.initiales().exists()
    return moments.SUIVI if deja else moments.PREMIER_CONTACT


@require_http_methods(["GET", "POST"])
def evaluation_corriger(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    ancienne = get_object_or_404(famille.evaluations.courantes(), pk=pk)
    form = CorrectionForm(
        donnees(request), instance=ancienne.nouvelle_version(), utilisateur=request.user
    )
    return _remplir_grille(request, famille, form, "familles/evaluation_corriger.html")


def _remplir_grille(
    request: RequeteConnectee, famille: Famille, form: EvaluationForm, gabarit: str
) -> HttpResponse:
    """« proposer » shows the intensity that the grid calls for; nothing is written then."""
    if "proposer" not in request.POST:
        fait = "La grille est consignée."
        return remplir(request, famille, form, gabarit, fait)
    contexte = {"form": form, "famille": famille, "apercu": form.apercu()}
    if request.htmx:
        return render(request, "familles/grille/proposition.html", contexte)
    form.errors.clear()
    return render(request, gabarit, contexte)


@require_http_methods(["GET", "POST"])
def jalon_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    jalon = JalonLienConfiance(famille=famille)
    form = JalonForm(donnees(request), instance=jalon, utilisateur=request.user)
    fait = "Le lien de confiance est noté."
    return remplir(request, famille, form, "familles/jalon_ajouter.html", fait)


@require_http_methods(["GET", "POST"])
def promesse_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    promesse = Promesse(famille=famille)
    form = PromesseForm(donnees(request), instance=promesse, utilisateur=request.user)
    fait = "La promesse est notée : elle vous sera rappelée."
    return remplir(request, famille, form, "familles/promesse_ajouter.html", fait)


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

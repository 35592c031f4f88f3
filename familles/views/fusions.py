"""Two fiches that are one famille: found, compared, brought together, taken apart."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requetes import RequeteConnectee
from familles.doublons import semblables_a
from familles.forms.fusion import AnnulerFusionForm, FusionForm
from familles.models import Famille, FamillesDistinctes, FusionFamille
from familles.models.rassemblement import contenu
from familles.recherche import reconnaitre
from familles.views.commun import donnees, famille_modifiable, remplir


@require_http_methods(["GET", "POST"])
def reunir(request: RequeteConnectee, code: str) -> HttpResponse:
    """Which other fiche: those that look the same first. A search is a POST that writes nothing,
    for a name never goes in a URL."""
    famille = famille_modifiable(request, code)
    siennes = Famille.objects.modifiables_par(request.user).filter(territoire=famille.territoire)
    saisie = request.POST.get("recherche", "").strip()
    trouvees = reconnaitre(saisie, siennes.exclude(pk=famille.pk).avec_enfants()) if saisie else []
    contexte = {
        "famille": famille,
        "saisie": saisie,
        "trouvees": trouvees,
        "candidates": semblables_a(famille, siennes, le=timezone.localdate()),
    }
    return render(request, "familles/reunir.html", contexte)


@require_http_methods(["GET", "POST"])
def fusionner(request: RequeteConnectee, code: str, autre: str) -> HttpResponse:
    """``code`` is the fiche kept, ``autre`` the one absorbed; once done, its code leads here."""
    garde, absorbee = _deux_fiches(request, code, autre)
    fusion = FusionFamille(garde=garde, absorbee=absorbee)
    form = FusionForm(donnees(request), instance=fusion, utilisateur=request.user)
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, "Les deux fiches n’en font plus qu’une, avec leurs histoires.")
        return redirect("familles:fiche", garde.code)
    contexte = {"form": form, "famille": garde, "absorbee": absorbee} | {
        "cotes": [(garde, contenu(garde)), (absorbee, contenu(absorbee))]
    }
    return render(request, "familles/fusionner.html", contexte, status=form.statut)


@require_POST
def distinguer(request: RequeteConnectee, code: str, autre: str) -> HttpResponse:
    une, seconde = _deux_fiches(request, code, autre)
    FamillesDistinctes.distinguer(un=une, autre=seconde, par=request.user)
    fait = "C’est noté\u00a0: ce sont deux familles. Elles ne seront plus rapprochées."
    messages.success(request, fait)
    return redirect("familles:fiche", code)


@require_http_methods(["GET", "POST"])
def fusion_annuler(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    fusion = get_object_or_404(famille.fusions.select_related("garde", "absorbee"), pk=pk)
    form = AnnulerFusionForm(donnees(request), fusion=fusion, utilisateur=request.user)
    fait = "Les deux fiches sont de nouveau séparées."
    return remplir(request, famille, form, "familles/fusion_annuler.html", fait, fusion=fusion)


def _deux_fiches(request: RequeteConnectee, code: str, autre: str) -> tuple[Famille, Famille]:
    """Two of hers, of one territoire."""
    siennes = Famille.objects.modifiables_par(request.user).select_related("identite")
    une = get_object_or_404(siennes, code=code)
    if code == autre:
        raise Http404
    return une, get_object_or_404(siennes, code=autre, territoire=une.territoire_id)

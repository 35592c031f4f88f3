from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from familles.forms.accompagnements import InterventionForm, InterventionModifierForm
from familles.models import Famille, Intervention, RendezVous
from familles.recherche import Resultat, chercher
from familles.views.commun import donnees, famille_modifiable, remplir

A_PROPOSER = 6


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def intervention_consigner(request: RequeteConnectee) -> HttpResponse:
    """Famille, type d’action, mode, duration: at most five taps."""
    form = InterventionForm(
        None if _cherche(request) else donnees(request),
        initial=_initial(request),
        utilisateur=request.user,
    )
    if form.is_bound and (intervention := form.enregistrer(par=request.user)):
        messages.success(request, "L’intervention est consignée.")
        return redirect("familles:fiche", intervention.famille.code)
    contexte = {"form": form, **_familles_proposees(request, form)}
    gabarit = "familles/intervention_consigner.html"
    if request.htmx and _cherche(request):
        gabarit = "familles/intervention/familles.html"
    return render(request, gabarit, contexte, status=form.statut)


def _cherche(request: RequeteConnectee) -> bool:
    """She looks for a famille: by the button, or by Enter with words typed and none chosen."""
    envoi = request.POST
    return "chercher" in envoi or bool(envoi.get("recherche") and not envoi.get("famille"))


def _initial(request: RequeteConnectee) -> dict[str, Any]:
    """The famille of the link; the mode of the last time, which is most often the same."""
    if _cherche(request):
        return {**request.POST.dict(), "types_besoins": request.POST.getlist("types_besoins")}
    if request.method == "POST":
        return {}
    derniere = Intervention.objects.modifiables_par(request.user).filter(saisie_par=request.user)
    code = request.GET.get("famille", "")
    mode = derniere.filter(famille__code=code).values_list("mode", flat=True).first()
    return {"famille": code, "mode": mode or "", **_du_rendez_vous(request)}


def _du_rendez_vous(request: RequeteConnectee) -> dict[str, Any]:
    """The day and the mode planned, when it comes from a rendez-vous: today at the latest."""
    if not (pk := request.GET.get("rendez_vous", "")).isdecimal():
        return {}
    rendez_vous = RendezVous.objects.modifiables_par(request.user).filter(pk=pk).first()
    if rendez_vous is None:
        return {}
    initial: dict[str, Any] = {"date": min(rendez_vous.prevu_le, timezone.localdate())}
    return initial | ({"mode": rendez_vous.mode} if rendez_vous.mode else {})


def _familles_proposees(request: RequeteConnectee, form: InterventionForm) -> dict[str, Any]:
    """The one already chosen alone, or the last ones seen; the others are one tap behind."""
    familles = Famille.objects.modifiables_par(request.user)
    choisie = form["famille"].value() or ""
    recentes = list(familles.recentes()[:A_PROPOSER])
    choix = list(familles.filter(code=choisie)) or recentes
    autres = [famille for famille in recentes if famille not in choix]
    saisie = request.POST.get("recherche", "").strip()
    resultat = chercher(saisie, familles) if saisie else Resultat()
    return {
        "choisie": choisie,
        "choix": choix,
        "autres": autres,
        "saisie": saisie,
        "resultat": resultat,
        "trouvees": resultat.familles[:A_PROPOSER],
    }


@require_http_methods(["GET", "POST"])
def intervention_modifier(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    siennes = Intervention.objects.modifiables_par(request.user).filter(famille=famille)
    intervention = get_object_or_404(siennes.select_related("accompagnement"), pk=pk)
    form = InterventionModifierForm(
        donnees(request), instance=intervention, utilisateur=request.user
    )
    fait = "L’intervention est à jour."
    return remplir(request, famille, form, "familles/intervention_modifier.html", fait)

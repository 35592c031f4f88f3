from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from familles import habitudes
from familles.forms.accompagnements import InterventionForm, InterventionModifierForm
from familles.models import Famille, Intervention, RendezVous
from familles.recherche import Resultat, chercher
from familles.views.commun import donnees, famille_modifiable, remplir
from proximite import annulation

A_PROPOSER = 6
PK_TROP_LONG = 19


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
        code = intervention.famille.code
        retour = reverse("familles:intervention_annuler", args=[code, intervention.pk])
        annulation.annoncer(request, "L’intervention est consignée.", retour)
        return redirect("familles:fiche", code)
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
    """What was undone, the famille of the link, and what she most often answers."""
    if _cherche(request):
        return {**request.POST.dict(), "types_besoins": request.POST.getlist("types_besoins")}
    if request.method == "POST":
        return {}
    if (annulee := annulation.a_corriger(request)) is not None:
        return annulee
    code = request.GET.get("famille", "").replace("\0", "")
    depart: dict[str, Any] = {"famille": code}
    if (pk := request.GET.get("comme", "")).isdecimal() and len(pk) < PK_TROP_LONG:
        return depart | habitudes.comme(request.user, int(pk))
    habituel = habitudes.d_une_intervention(request.user, code=code, moment=timezone.now())
    return depart | habituel | _du_rendez_vous(request)


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
        "dernieres": [] if choisie or form.is_bound else habitudes.dernieres(request.user),
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


@require_POST
def intervention_annuler(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    if deja := annulation.deja_revenue(request):
        return deja
    siennes = famille.interventions.filter(saisie_par=request.user)
    intervention = get_object_or_404(siennes, pk=pk)
    form = InterventionModifierForm(instance=intervention, utilisateur=request.user)
    contenu = {**annulation.contenu_de(form), "famille": famille.code}
    try:
        intervention.annuler(par=request.user)
    except ValidationError as refus:
        messages.error(request, refus.messages[0])
        return redirect("familles:fiche", famille.code)
    return annulation.revenir(request, reverse("familles:intervention_consigner"), contenu)

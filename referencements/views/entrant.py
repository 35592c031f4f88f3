"""What a PTP does with a famille that a partenaire refers to her."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requetes import RequeteConnectee

from ..entrants import PriseEnChargeForm
from ..gestes import geste_nomme, gestes_possibles
from ..models import Referencement
from .referencement import impossible


@require_POST
def accuser_reception(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One tap, from the list or from its page."""
    entrants = Referencement.objects.modifiables_par(request.user).entrants()
    entrant = get_object_or_404(entrants.select_related("partenaire"), pk=pk)
    try:
        entrant.accuser_reception(par=request.user, le=timezone.localdate())
    except ValidationError:
        return impossible(request, entrant)
    messages.success(request, _dire_l_accuse(entrant))
    return redirect("referencements:fiche", entrant.pk)


def _dire_l_accuse(entrant: Referencement) -> str:
    if entrant.partenaire.adresses_courriel:
        return f"Un message dit à {entrant.partenaire.nom} que sa demande est bien reçue."
    return f"C’est noté. Dites-le à {entrant.partenaire.nom}, qui n’a pas de courriel à sa fiche."


@require_http_methods(["GET", "POST"])
def prendre_en_charge(request: RequeteConnectee, pk: int) -> HttpResponse:
    """For a famille she knows, shown first when it looks the same, or for one she opens."""
    entrants = Referencement.objects.modifiables_par(request.user).entrants()
    entrant = get_object_or_404(
        entrants.select_related("partenaire", "type_besoin", "territoire", "demande"), pk=pk
    )
    form = _form_d_accueil(request, entrant)
    if form.is_bound and form.enregistrer(par=request.user):
        messages.success(request, form.dire_ce_qui_est_fait())
        return redirect("referencements:fiche", pk)
    entrant.refresh_from_db(fields=["etat", "etat_depuis", "famille"])
    if geste_nomme("prendre_en_charge", entrant) not in gestes_possibles(entrant):
        return impossible(request, entrant)
    page = "referencements/prendre_en_charge.html"
    if request.htmx and "chercher" in request.POST:
        page = "referencements/_familles_connues.html"
    return render(request, page, {"form": form, "referencement": entrant}, status=form.statut)


def _form_d_accueil(request: RequeteConnectee, entrant: Referencement) -> PriseEnChargeForm:
    """A search fills the form again, and writes nothing."""
    envoi = request.POST if request.method == "POST" else None
    champs: dict[str, Any] = {"referencement": entrant, "utilisateur": request.user}
    form = PriseEnChargeForm(envoi, **champs)
    return PriseEnChargeForm(initial=form.saisi, **champs) if "chercher" in request.POST else form

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requetes import RequeteConnectee
from familles.forms.rendez_vous import (
    RendezVousForm,
    RendezVousModifierForm,
    RendezVousReporterForm,
)
from familles.models import Famille, RendezVous
from familles.rythme import prochain_contact
from familles.views.commun import donnees, famille_modifiable, remplir
from proximite.typographie import date_moyenne

ROUVRIR = "Si c’est une erreur, rouvrez-le dans «\u00a0Rendez-vous passés\u00a0»."


@require_http_methods(["GET", "POST"])
def rendez_vous_planifier(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    aujourdhui = timezone.localdate()
    form = RendezVousForm(
        donnees(request),
        instance=RendezVous(famille=famille, mode=famille.canal_prefere),
        initial={"prevu_le": prochain_contact(famille, aujourdhui)},
        utilisateur=request.user,
    )
    fait = "Le prochain contact est prévu\u00a0: il vous sera rappelé ce jour-là."
    return remplir(request, famille, form, "familles/rendez_vous_planifier.html", fait)


@require_http_methods(["GET", "POST"])
def rendez_vous_modifier(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille, rendez_vous = _rendez_vous(request, code, pk)
    form = RendezVousModifierForm(donnees(request), instance=rendez_vous, utilisateur=request.user)
    fait = "Le rendez-vous est à jour."
    return remplir(request, famille, form, "familles/rendez_vous_modifier.html", fait)


@require_http_methods(["GET", "POST"])
def rendez_vous_reporter(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille, ancien = _rendez_vous(request, code, pk)
    repris: dict[str, Any] = {nom: getattr(ancien, nom) for nom in ("heure", "mode", "mots")}
    form = RendezVousReporterForm(
        donnees(request),
        instance=RendezVous(famille=famille, **repris),
        initial={"prevu_le": None},
        ancien=ancien,
        utilisateur=request.user,
    )
    gabarit = "familles/rendez_vous_reporter.html"
    fait = "Le rendez-vous est reporté."
    return remplir(request, famille, form, gabarit, fait, rendez_vous=ancien)


@require_POST
def rendez_vous_voir(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    """Closed, and on to what was done together: the intervention of that day."""
    famille, rendez_vous = _rendez_vous(request, code, pk)
    rendez_vous.voir(le=timezone.localdate())
    messages.success(request, "Rendez-vous tenu. Consignez ce que vous avez fait ensemble.")
    suite = urlencode({"famille": famille.code, "rendez_vous": rendez_vous.pk})
    return redirect(f"{reverse('familles:intervention_consigner')}?{suite}")


@require_POST
def rendez_vous_manquer(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille, rendez_vous = _rendez_vous(request, code, pk)
    rendez_vous.manquer(le=timezone.localdate())
    messages.success(request, f"C’est noté, sans conséquence pour la famille. {ROUVRIR}")
    return redirect("familles:fiche", famille.code)


@require_POST
def rendez_vous_annuler(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille, rendez_vous = _rendez_vous(request, code, pk)
    rendez_vous.annuler(le=timezone.localdate())
    messages.success(request, f"Le rendez-vous est annulé. {ROUVRIR}")
    return redirect("familles:fiche", famille.code)


@require_POST
def rendez_vous_rouvrir(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille, rendez_vous = _rendez_vous(request, code, pk)
    rendez_vous.rouvrir()
    if rendez_vous.est_prevu:
        fait = f"Le rendez-vous du {date_moyenne(rendez_vous.prevu_le)} est de nouveau prévu."
        messages.success(request, fait)
    return redirect("familles:fiche", famille.code)


def _rendez_vous(request: RequeteConnectee, code: str, pk: int) -> tuple[Famille, RendezVous]:
    famille = famille_modifiable(request, code)
    return famille, get_object_or_404(famille.rendez_vous, pk=pk)

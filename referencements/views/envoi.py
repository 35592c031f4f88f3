"""The PTP's side of what a partenaire receives: sent, sent again, closed, read."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requetes import RequeteConnectee
from courriels.heures import depart_en_mots

from ..envois import (
    EnvoiForm,
    EnvoiParLoiForm,
    LectureForm,
    RappelsForm,
    RenvoiForm,
    fermer_les_liens,
    remettre_un_lien,
)
from ..models import Divulgation, Referencement
from .referencement import impossible


@require_http_methods(["GET", "POST"])
def envoyer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Nothing leaves before she has seen what the partenaire will read."""
    referencement = _sortant(request, pk)
    if request.method == "GET" and not referencement.est_ouvert:
        return impossible(request, referencement)
    classe = EnvoiParLoiForm if "loi" in request.GET else EnvoiForm
    selon: dict[str, Any] = {"referencement": referencement, "utilisateur": request.user}
    form = classe(request.POST if request.method == "POST" else None, **selon)
    if "apercevoir" in request.POST:
        form = classe(initial=form.contenu_envoye(), **selon)
    elif request.method == "POST" and (divulgation := form.enregistrer(par=request.user)):
        return _apres_envoi(request, divulgation)
    contexte: dict[str, Any] = {
        "form": form,
        "referencement": referencement,
        "par_loi": classe is EnvoiParLoiForm,
        "depart": depart_en_mots(timezone.now()),
    }
    page = "_lecture" if request.htmx and "apercevoir" in request.POST else "envoyer"
    return render(request, f"referencements/{page}.html", contexte, status=form.statut)


def _apres_envoi(request: RequeteConnectee, divulgation: Divulgation) -> HttpResponse:
    if not divulgation.adresse:
        return _montrer_un_lien(request, divulgation)
    depart = depart_en_mots(timezone.now())
    messages.success(request, f"C’est prêt\u00a0: le courriel {depart}.")
    return redirect("referencements:fiche", divulgation.referencement_id)


@require_POST
def lien_remettre(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A link to hand over oneself, shown this once."""
    return _montrer_un_lien(request, _derniere(request, pk))


def _montrer_un_lien(request: RequeteConnectee, divulgation: Divulgation) -> HttpResponse:
    contexte = {
        "referencement": divulgation.referencement,
        "lien": remettre_un_lien(divulgation, par=request.user),
    }
    return render(request, "referencements/lien_remettre.html", contexte)


@require_POST
def lien_renvoyer(request: RequeteConnectee, pk: int) -> HttpResponse:
    form = RenvoiForm(request.POST, divulgation=_derniere(request, pk))
    if form.enregistrer():
        depart = depart_en_mots(timezone.now())
        messages.success(request, f"Un nouveau lien {depart}.")
    else:
        messages.error(request, "Choisissez une adresse de la fiche du partenaire.")
    return redirect("referencements:fiche", pk)


@require_POST
def lien_fermer(request: RequeteConnectee, pk: int) -> HttpResponse:
    fermer_les_liens(_sortant(request, pk))
    messages.success(request, "Le lien est fermé\u00a0: il n’ouvre plus rien.")
    return redirect("referencements:fiche", pk)


@require_POST
def rappels(request: RequeteConnectee, pk: int) -> HttpResponse:
    form = RappelsForm(request.POST)
    if form.enregistrer(_sortant(request, pk)):
        messages.success(request, "C’est noté pour les rappels.")
    return redirect("referencements:fiche", pk)


@require_POST
def lire(request: RequeteConnectee, pk: int) -> HttpResponse:
    """She has read what the page showed her."""
    siens = Referencement.objects.modifiables_par(request.user)
    referencement = get_object_or_404(siens, pk=pk)
    form = LectureForm(request.POST)
    if form.is_valid():
        referencement.lire_nouvelles(version=form.cleaned_data["version"])
    return redirect("referencements:fiche", pk)


def _sortant(request: RequeteConnectee, pk: int) -> Referencement:
    siens = Referencement.objects.modifiables_par(request.user).sortants()
    lies = siens.select_related("famille", "partenaire", "type_besoin", "territoire__organisme")
    return get_object_or_404(lies, pk=pk)


def _derniere(request: RequeteConnectee, pk: int) -> Divulgation:
    """The latest that the partenaire may still read."""
    referencement = _sortant(request, pk)
    siennes = referencement.divulgations.en_vigueur()
    return get_object_or_404(siennes.select_related("referencement__partenaire")[:1])

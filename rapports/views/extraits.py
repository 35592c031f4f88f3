"""The research extracts of the évaluation: hers, and asking for one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from comptes.confirmation import a_confirmer
from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from rapports.extraits.forms import ExtraitForm
from rapports.extraits.tables import TABLES
from rapports.fenetres import Calendrier
from rapports.models import ExtraitRecherche


@require_GET
@reserve_a(Role.EVALUATION)
def extraits(request: RequeteConnectee) -> HttpResponse:
    visibles = ExtraitRecherche.objects.visibles_par(request.user).select_related("tache")
    siens = visibles.filter(demande_par=request.user).defer("tache__fichier")
    return render(request, "rapports/extraits.html", {"extraits": siens})


@require_http_methods(["GET", "POST"])
@reserve_a(Role.EVALUATION)
def demander(request: RequeteConnectee) -> HttpResponse:
    if (page := a_confirmer(request)) is not None:
        return page
    voulue = {nom: request.GET[nom] for nom in ("debut", "fin") if nom in request.GET}
    form = ExtraitForm(request.POST or None, initial=voulue, utilisateur=request.user)
    if request.method == "POST" and (extrait := form.enregistrer(par=request.user)):
        return redirect("rapports:tache", extrait.tache_id)
    aujourdhui = timezone.localdate()
    fenetres = [
        fenetre
        for fenetre in Calendrier.charger(aujourdhui).proposees
        if fenetre.mois_entiers and fenetre.fin < aujourdhui
    ]
    contexte = {"form": form, "fenetres": fenetres, "tables": TABLES}
    return render(request, "rapports/extrait_demander.html", contexte, status=form.statut)

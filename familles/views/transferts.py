"""A famille goes on in another territoire: proposed from her fiche, answered on a page of its own
that shows no more of her than she agreed to."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from comptes.requetes import RequeteConnectee
from familles.forms.transfert import (
    AccepterForm,
    AnnulerForm,
    RefuserForm,
    ReponseForm,
    TransfertForm,
)
from familles.models import Famille, Transfert
from familles.views.commun import donnees, famille_modifiable, remplir


@require_http_methods(["GET", "POST"])
def transferer(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    transfert = Transfert(famille=famille, de=famille.territoire)
    form = TransfertForm(donnees(request), instance=transfert, utilisateur=request.user)
    fait = "Le transfert est proposé. Rien ne change avant la réponse de l’autre territoire."
    en_attente = famille.transferts.proposes().first()
    page = "familles/transferer.html"
    return remplir(request, famille, form, page, fait, en_attente=en_attente)


@require_GET
def transfert(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What both sides read of it."""
    visibles = Transfert.objects.visibles_par(request.user)
    propose = get_object_or_404(
        visibles.select_related("de", "vers", "saisie_par", "decide_par"), pk=pk
    )
    ecrits = request.user.territoires_ecrits
    contexte = {
        "transfert": propose,
        "peut_repondre": propose.est_propose and propose.vers_id in ecrits,
        "peut_annuler": propose.est_propose and propose.de_id in ecrits,
        "fiche": Famille.toutes.visibles_par(request.user).filter(pk=propose.famille_id).first(),
    }
    return render(request, "familles/transfert.html", contexte)


@require_http_methods(["GET", "POST"])
def transfert_accepter(request: RequeteConnectee, pk: int) -> HttpResponse:
    fait = "La famille est maintenant des vôtres. Prenez le temps de faire connaissance."
    return _repondre(request, pk, AccepterForm, "vers", fait)


@require_http_methods(["GET", "POST"])
def transfert_refuser(request: RequeteConnectee, pk: int) -> HttpResponse:
    return _repondre(
        request, pk, RefuserForm, "vers", "C’est noté\u00a0: la famille reste où elle est."
    )


@require_http_methods(["GET", "POST"])
def transfert_annuler(request: RequeteConnectee, pk: int) -> HttpResponse:
    return _repondre(request, pk, AnnulerForm, "de", "Le transfert est annulé.")


def _repondre(
    request: RequeteConnectee, pk: int, formulaire: type[ReponseForm], cote: str, fait: str
) -> HttpResponse:
    """``cote``: whose answer it is, that of the territoire « de » or « vers »."""
    modifiables = Transfert.objects.modifiables_par(request.user).select_related("de", "vers")
    propose = get_object_or_404(modifiables, pk=pk)
    if getattr(propose, f"{cote}_id") not in request.user.territoires_ecrits:
        raise Http404
    form = formulaire(donnees(request), transfert=propose, utilisateur=request.user)
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, fait)
        return redirect("familles:transfert", pk)
    verbe = formulaire.__name__.removesuffix("Form").lower()
    page = f"familles/transfert_{verbe}.html"
    return render(request, page, {"form": form, "transfert": propose}, status=form.statut)

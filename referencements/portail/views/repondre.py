"""One answer to one demande, from a link or from the partenaire’s own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ..acces import page
from ..demandes import Demande
from ..gestes import Geste


def repondre(
    request: HttpRequest, demande: Demande, geste: Geste, *, retour: str, espace: bool = False
) -> HttpResponse:
    """``espace``: the page has a session, so its form carries a CSRF token."""
    if request.method == "GET" and not geste.est_possible(demande.referencement):
        return redirect(retour)
    envoi = request.POST if request.method == "POST" else None
    form = geste.form(envoi, referencement=demande.referencement, geste=geste)
    if envoi is not None and form.enregistrer(par=demande.referencement.partenaire):
        messages.success(request, "C’est noté. Merci!")
        return redirect(retour)
    contexte = {
        "form": form,
        "geste": geste,
        "demande": demande,
        "retour": retour,
        "espace": espace,
    }
    return page(request, "geste", contexte, statut=form.statut)

"""A lost device: one asks, another agrees."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from comptes.decorateurs import reserve_a
from comptes.models import Reinitialisation, Role, personnes_suivies_par
from comptes.requetes import RequeteConnectee
from comptes.views import page_des_invitations

QUI = reserve_a(Role.GESTIONNAIRE, Role.ADMINISTRATION)


@require_GET
@QUI
def liste(request: RequeteConnectee) -> HttpResponse:
    """Who may need it: those who have a factor to lose."""
    facteurs = Authenticator.objects.filter(user=OuterRef("pk"))
    demandes = Reinitialisation.objects.visibles_par(request.user).ouvertes()
    contexte = {
        "demandes": demandes.select_related("personne", "demandee_par"),
        "personnes": personnes_suivies_par(request.user).filter(Exists(facteurs)),
        "retour": page_des_invitations(request.user),
    }
    return render(request, "comptes/reinitialisations.html", contexte)


@require_http_methods(["GET", "POST"])
@QUI
@reauthentication_required
def demander(request: RequeteConnectee, pk: int) -> HttpResponse:
    personne = get_object_or_404(personnes_suivies_par(request.user), pk=pk)
    if request.method == "POST":
        Reinitialisation.demander(personne, par=request.user)
        messages.success(
            request, "C’est demandé. Une autre personne a 24\u00a0heures pour donner son accord."
        )
        return redirect("comptes:reinitialisations")
    return render(request, "comptes/reinitialisation_demander.html", {"personne": personne})


@require_http_methods(["GET", "POST"])
@QUI
@reauthentication_required
def repondre(request: RequeteConnectee, pk: int) -> HttpResponse:
    visibles = Reinitialisation.objects.visibles_par(request.user)
    demande = get_object_or_404(visibles.select_related("personne", "demandee_par"), pk=pk)
    if request.method == "GET":
        contexte = {"demande": demande, "la_sienne": demande.demandee_par == request.user}
        return render(request, "comptes/reinitialisation.html", contexte)
    accord = request.POST.get("reponse") == "accorder"
    try:
        (demande.accorder if accord else demande.refuser)(par=request.user)
    except ValidationError as refus:
        messages.error(request, refus.messages[0])
    else:
        fait = "Son second facteur est remis à zéro." if accord else "La demande est refusée."
        messages.success(request, fait)
    return redirect("comptes:reinitialisations")

"""What falls due, what is held, and the end of a dossier that a person asks for."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from confidentialite.destruction import Motif, rendre_anonyme
from confidentialite.dossiers import a_venir
from confidentialite.forms.conservation import SuspensionForm
from confidentialite.models import Demande, Suspension
from familles.views.commun import donnees
from proximite.conservation import CLASSES

from .commun import familles_gerees

HORIZON = timedelta(days=90)


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def echeances(request: RequeteConnectee) -> HttpResponse:
    """What ends within three months, what is held, and how long each kind of thing is kept."""
    siennes, aujourdhui = familles_gerees(request), timezone.localdate()
    suspensions = Suspension.objects.en_vigueur().filter(famille__in=siennes)
    dus = sorted(a_venir(siennes, aujourdhui + HORIZON), key=lambda dossier: dossier.a_detruire_le)
    contexte = {
        "en_retard": [dossier for dossier in dus if dossier.est_en_retard(aujourdhui)],
        "dossiers": [dossier for dossier in dus if not dossier.est_en_retard(aujourdhui)],
        "suspensions": suspensions.select_related("famille", "saisie_par"),
        "classes": CLASSES.values(),
    }
    return render(request, "confidentialite/echeances.html", contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE)
def suspendre(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = familles_gerees(request).suivre(code)
    if famille is None:
        raise Http404
    suspension = Suspension(famille=famille)
    form = SuspensionForm(donnees(request), instance=suspension, utilisateur=request.user)
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, "Le dossier est gardé tant que la suspension tient.")
        return redirect("confidentialite:echeances")
    contexte = {"famille": famille, "form": form}
    return render(request, "confidentialite/suspendre.html", contexte, status=form.statut)


@require_POST
@reserve_a(Role.GESTIONNAIRE)
def suspension_lever(request: RequeteConnectee, pk: int) -> HttpResponse:
    siennes = Suspension.objects.filter(famille__in=familles_gerees(request))
    get_object_or_404(siennes, pk=pk).lever(par=request.user)
    messages.success(request, "La suspension est levée.")
    return redirect("confidentialite:echeances")


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE)
def demande_effacer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What a request of effacement leads to, once its consequences were read."""
    lignes = Demande.objects.visibles_par(request.user).filter(genre=Demande.Genre.EFFACEMENT)
    nommees = lignes.filter(famille__anonyme_le__isnull=True).select_related("famille")
    demande = get_object_or_404(nommees, pk=pk)
    refus = ""
    if request.method == "POST":
        try:
            rendre_anonyme(demande.famille, motif=Motif.DEMANDE, par=request.user)
        except ValidationError as raison:
            refus = " ".join(raison.messages)
        else:
            messages.success(request, "Le dossier est rendu anonyme. Inscrivez la réponse donnée.")
            return redirect("confidentialite:demande", pk)
    contexte = {"demande": demande, "refus": refus}
    statut = 422 if refus else 200
    return render(request, "confidentialite/demande_effacer.html", contexte, status=statut)

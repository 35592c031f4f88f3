"""Who is out in visite, and what each may do about it."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activites.forms_sorties import SortieForm
from activites.models import Sortie
from comptes.decorateurs import reserve_a
from comptes.models import Role, Utilisateur
from comptes.requetes import RequeteConnectee
from proximite.typographie import heure
from territoires.models import Territoire


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def sorties(request: RequeteConnectee) -> HttpResponse:
    """Hers, and those she watches over: who is out, until when, who was told."""
    hier = timezone.now() - timedelta(days=1)
    jointes = Sortie.objects.modifiables_par(request.user).exclude(terminee_par=request.user)
    veillees = Sortie.objects.en_cours().veillees_par(request.user)
    contexte = {
        "veillees": veillees.select_related("saisie_par", "territoire").prefetch_related(
            "alertes__destinataire"
        ),
        "jointe": jointes.filter(terminee_le__gte=hier).select_related("terminee_par").last(),
        "affectations": request.user.affectations.actuelles()
        .filter(role=Role.PTP)
        .select_related("territoire", "second_contact"),
    }
    return render(request, "activites/sorties.html", contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def partir(request: RequeteConnectee) -> HttpResponse:
    form = SortieForm(request.POST or None, utilisateur=request.user)
    if request.method == "POST" and (sortie := form.enregistrer(par=request.user)):
        messages.success(
            request, f"Bonne visite. Votre retour est prévu à {heure(sortie.retour_prevu_le)}."
        )
        return redirect("accueil")
    contexte = {"form": form, "veilles": _veilles(request.user), "grace": Sortie.GRACE}
    return render(request, "activites/sortie_partir.html", contexte, status=form.statut)


def _veilles(ptp: Utilisateur) -> list[Sortie]:
    """A sortie in each of her territoires, as it would be: it says who would be told."""
    territoires = Territoire.objects.dans_territoires(ptp.territoires_ecrits)
    return [Sortie(saisie_par=ptp, territoire=territoire) for territoire in territoires]


@require_POST
def rentrer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One tap, from any page; with HTMX that page stays as it is."""
    sortie = get_object_or_404(Sortie.objects.modifiables_par(request.user), pk=pk)
    sortie.rentrer(par=request.user)
    fait = "Bon retour. La sortie est terminée, et ce que vous aviez dit du lieu est effacé."
    if request.htmx:
        return render(request, "activites/sortie/rentree.html", {"fait": fait})
    messages.success(request, fait)
    return redirect("accueil")


@require_POST
def prolonger(request: RequeteConnectee, pk: int) -> HttpResponse:
    sortie = get_object_or_404(Sortie.objects.modifiables_par(request.user), pk=pk)
    depuis = _moment(request.POST.get("depuis", ""))
    if depuis:
        sortie.prolonger(depuis=depuis)
    if request.htmx and sortie.est_en_cours:
        return render(request, "activites/sortie/bandeau.html", {"sortie_en_cours": sortie})
    if sortie.est_en_cours:
        messages.success(request, f"Retour prévu à {heure(sortie.retour_prevu_le)}.")
    return redirect("accueil")


def _moment(envoye: str) -> datetime | None:
    """The return that her page showed; nothing for what is no moment."""
    try:
        moment = parse_datetime(envoye)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


@require_POST
def jointe(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Someone who watches over her spoke to her."""
    sortie = get_object_or_404(Sortie.objects.veillees_par(request.user), pk=pk)
    prenom = sortie.saisie_par.get_short_name()
    if sortie.noter_jointe(par=request.user):
        messages.success(request, f"C’est noté\u00a0: {prenom} a été jointe, tout va bien.")
    else:
        messages.info(request, f"{prenom} venait de terminer sa sortie.")
    return redirect("activites:sorties")

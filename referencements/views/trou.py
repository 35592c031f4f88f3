from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from familles.forms.choix import page_du_choix
from familles.models import Besoin, Famille, Intervention

from ..models import ConstatTrou, Referencement, TrouDeServices
from ..trous import FiltreTrousForm, JoindreForm, StatutForm, TrouForm
from ..trous_proposes import (
    choix_deja_faits,
    depart_de_l_intervention,
    depart_de_la_famille,
    depart_du_besoin,
    depart_selon,
)

PAR_PAGE = 50


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def trous(request: RequeteConnectee) -> HttpResponse:
    form = FiltreTrousForm(request.GET)
    visibles = TrouDeServices.objects.visibles_par(request.user).distincts()
    filtres = form.appliquer(visibles.avec_touches()).select_related("type", "territoire")
    contexte = {
        "form": form,
        "filtree": form.affine,
        "totaux": visibles.ouverts().totaux(),
        "page": Paginator(filtres, PAR_PAGE).get_page(request.GET.get("page")),
        "ecrits": request.user.territoires_ecrits,
    }
    return render(
        request, "referencements/trous.html", contexte, status=422 if form.errors else 200
    )


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def trous_concertation(request: RequeteConnectee) -> HttpResponse:
    """The list to bring to the table: no alias, no code, no note, small numbers hidden."""
    form = FiltreTrousForm(request.GET)
    visibles = TrouDeServices.objects.visibles_par(request.user)
    filtres = form.appliquer(visibles.ouverts().avec_touches()).select_related("type", "territoire")
    contexte = {
        "trous": filtres.order_by("territoire__nom", "type__ordre", "-nb_familles", "pk"),
        "jour": timezone.localdate(),
    }
    return render(request, "referencements/trous_concertation.html", contexte)


@require_GET
def trou(request: RequeteConnectee, pk: int) -> HttpResponse:
    visibles = TrouDeServices.objects.visibles_par(request.user).avec_touches()
    trou = get_object_or_404(visibles.select_related("type", "territoire", "joint_a__type"), pk=pk)
    contexte = {
        "trou": trou,
        "constats": trou.constats.select_related("famille", "besoin__type", "saisie_par"),
        "suivis": trou.suivis.select_related("saisie_par").order_by("-date", "-pk"),
        "joints": trou.joints.select_related("type"),
        "ecrit": trou.territoire_id in request.user.territoires_ecrits,
    }
    return render(request, "referencements/trou.html", contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def trou_constater(request: RequeteConnectee) -> HttpResponse:
    envoi = request.POST if request.method == "POST" else None
    form = TrouForm(envoi, initial=_depart(request), utilisateur=request.user)
    if envoi is not None and (constat := form.enregistrer(par=request.user)):
        messages.success(request, _fait(constat))
        if constat.referencement_id:
            return redirect("referencements:fiche", constat.referencement_id)
        return redirect("referencements:trou", constat.trou_id)
    page = page_du_choix(request, "referencements/trou_constater.html")
    return render(request, page, {"form": form}, status=form.statut)


def _fait(constat: ConstatTrou) -> str:
    if constat.est_joint:
        return "Le trou de services est constaté. Il se joint au même manque, déjà constaté ici."
    return "Le trou de services est constaté."


ORIGINES: dict[str, tuple[Any, Callable[[Any], dict[str, Any]]]] = {
    "referencement": (Referencement, depart_selon),
    "intervention": (Intervention, depart_de_l_intervention),
    "besoin": (Besoin, depart_du_besoin),
}


def _depart(request: RequeteConnectee) -> dict[str, Any]:
    """What the link says it comes from, among her rows; then what she has chosen since."""
    depart: dict[str, Any] = {}
    for nom, (modele, depart_de) in ORIGINES.items():
        if (pk := request.GET.get(nom, "")).isdecimal():
            siens = modele.objects.modifiables_par(request.user)
            depart = depart_de(get_object_or_404(siens, pk=pk))
            break
    else:
        if (code := request.GET.get("famille", "")).isalnum():
            siennes = Famille.objects.modifiables_par(request.user)
            depart = depart_de_la_famille(get_object_or_404(siennes, code=code))
    return depart | choix_deja_faits(request.GET)


@require_http_methods(["GET", "POST"])
def trou_suivre(request: RequeteConnectee, pk: int) -> HttpResponse:
    trou = get_object_or_404(TrouDeServices.objects.modifiables_par(request.user), pk=pk)
    envoi = request.POST if request.method == "POST" else None
    form = StatutForm(envoi, instance=trou, utilisateur=request.user)
    if envoi is not None and form.enregistrer(par=request.user):
        messages.success(request, "Le statut est à jour.")
        return redirect("referencements:trou", pk)
    contexte = {"form": form, "trou": trou}
    return render(request, "referencements/trou_suivre.html", contexte, status=form.statut)


@require_http_methods(["GET", "POST"])
def trou_joindre(request: RequeteConnectee, pk: int) -> HttpResponse:
    trou = get_object_or_404(TrouDeServices.objects.modifiables_par(request.user), pk=pk)
    envoi = request.POST if request.method == "POST" else None
    form = JoindreForm(envoi, instance=trou, utilisateur=request.user)
    if envoi is not None and form.enregistrer(par=request.user):
        messages.success(request, "Les deux trous n’en font plus qu’un.")
        return redirect("referencements:trou", pk)
    contexte = {"form": form, "trou": trou}
    return render(request, "referencements/trou_joindre.html", contexte, status=form.statut)


@require_POST
def trou_separer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Undo a join."""
    trou = get_object_or_404(TrouDeServices.objects.modifiables_par(request.user), pk=pk)
    return _separer(request, trou)


@require_POST
def constat_separer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """This constat was of another gap."""
    constat = get_object_or_404(ConstatTrou.objects.modifiables_par(request.user), pk=pk)
    return _separer(request, constat)


def _separer(request: RequeteConnectee, quoi: TrouDeServices | ConstatTrou) -> HttpResponse:
    try:
        quoi.separer(par=request.user, le=timezone.localdate())
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
    else:
        messages.success(request, "C’est maintenant un trou de services à part.")
    return redirect("referencements:trou", getattr(quoi, "trou_id", quoi.pk))

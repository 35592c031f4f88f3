"""The reports for a comité: who has submitted, their texts, and what the comité decides. The
figures of a territoire are never shown here: a comité reads them once published."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import ROLES_DE_COMITE, Role
from comptes.requetes import RequeteConnectee
from proximite.recherche import normaliser
from proximite.typographie import date_moyenne, heure
from rapports.models import RapportParticipation, VersionRapport
from rapports.participation.avancement import avancements, bilan
from rapports.participation.forms import DecisionForm, RemisesForm, RetourForm
from territoires.models import Territoire


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def remises(request: RequeteConnectee) -> HttpResponse:
    """Every territoire, by its name, and where its report is."""
    form = RemisesForm(request.GET)
    contexte: dict[str, Any] = {"form": form, "periode": form.choisie}
    if form.choisie:
        territoires = Territoire.objects.select_related("region")
        if region := form.cleaned_data["region"]:
            territoires = territoires.filter(region=region)
        alphabetiques = sorted(territoires, key=lambda territoire: normaliser(territoire.nom))
        suivis = avancements([form.choisie], alphabetiques, timezone.localdate())
        contexte |= {"suivis": suivis, "bilan": bilan(suivis)}
    statut = 422 if form.errors else 200
    return render(request, "rapports/participation/remises.html", contexte, status=statut)


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def remise(request: RequeteConnectee, periode: int, code: str) -> HttpResponse:
    return _montrer(request, _recu(request, periode, code))


@require_POST
@reserve_a(Role.COMITE_PILOTAGE)
def remise_accepter(request: RequeteConnectee, periode: int, code: str) -> HttpResponse:
    rapport, form = _recu(request, periode, code), DecisionForm(request.POST)
    if form.is_valid():
        numero = form.cleaned_data["numero"]
        _decider(
            request,
            rapport,
            lambda: rapport.accepter(par=request.user, numero=numero),
            "Le rapport est accepté.",
        )
    return redirect("rapports:remise", periode, code)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.COMITE_PILOTAGE)
def remise_retourner(request: RequeteConnectee, periode: int, code: str) -> HttpResponse:
    rapport = _recu(request, periode, code)
    if request.method != "POST":
        return redirect("rapports:remise", periode, code)
    form = RetourForm(request.POST)
    if not form.is_valid():
        return _montrer(request, rapport, form)
    champs = form.cleaned_data
    _decider(
        request,
        rapport,
        lambda: rapport.retourner(par=request.user, **champs),
        "Le rapport est retourné, avec votre commentaire.",
    )
    return redirect("rapports:remise", periode, code)


def _recu(request: RequeteConnectee, periode: int, code: str) -> RapportParticipation:
    recus = RapportParticipation.objects.recus_par(request.user)
    return get_object_or_404(
        recus.select_related("periode", "territoire__region"),
        periode=periode,
        territoire__code=code,
    )


def _decider(
    request: RequeteConnectee,
    rapport: RapportParticipation,
    geste: Callable[[], None],
    fait: str,
) -> None:
    """The first decision holds; who comes second is told which, and whose."""
    try:
        geste()
    except ValidationError as refus:
        messages.warning(request, " ".join([*refus.messages, _deja_decide(rapport)]).strip())
    else:
        messages.success(request, fait)


def _deja_decide(rapport: RapportParticipation) -> str:
    version = rapport.versions.select_related("decidee_par").first()
    if version is None or version.decidee_par is None or version.decidee_le is None:
        return ""
    decision = VersionRapport.Decision(version.decision).label
    quand = f"{date_moyenne(timezone.localdate(version.decidee_le))}, {heure(version.decidee_le)}"
    return f"{decision} par {version.decidee_par.get_full_name()}, le {quand}."


def _montrer(
    request: RequeteConnectee, rapport: RapportParticipation, form: RetourForm | None = None
) -> HttpResponse:
    versions = list(rapport.versions.avec_decisions())
    numero = {"numero": versions[0].numero}
    contexte = {
        "rapport": rapport,
        "ton": RapportParticipation.Etat(rapport.etat).ton,
        "versions": versions,
        "derniere": versions[0],
        "decide": request.user.a_role(Role.COMITE_PILOTAGE),
        "accepter": DecisionForm(initial=numero),
        "retour": form or RetourForm(initial=numero),
    }
    statut = form.statut if form else 200
    return render(request, "rapports/participation/remise.html", contexte, status=statut)

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from comptes.requetes import RequeteConnectee
from familles.forms.accompagnements import (
    AccompagnementForm,
    AnnulerFinForm,
    AvancerDebutForm,
    CommencerForm,
    GesteAccompagnement,
    TerminerForm,
)
from familles.models import Accompagnement, Famille
from familles.views.commun import donnees, famille_modifiable, remplir


@require_http_methods(["GET", "POST"])
def accompagnement_commencer(request: RequeteConnectee, code: str) -> HttpResponse:
    """Start, or start again after an end."""
    famille = famille_modifiable(request, code)
    form = CommencerForm(donnees(request), famille=famille, utilisateur=request.user)
    fait = "L’accompagnement commence."
    return remplir(request, famille, form, "familles/accompagnement_commencer.html", fait)


@require_http_methods(["GET", "POST"])
def accompagnement_modifier(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille, accompagnement = _accompagnement(request, code, pk)
    form = AccompagnementForm(donnees(request), instance=accompagnement, utilisateur=request.user)
    gabarit = "familles/accompagnement_modifier.html"
    return remplir(request, famille, form, gabarit, "L’accompagnement est à jour.")


@require_http_methods(["GET", "POST"])
def accompagnement_terminer(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    fait = "L’accompagnement est terminé. Il pourra reprendre."
    return _geste(request, code, pk, TerminerForm, "terminer", fait)


@require_http_methods(["GET", "POST"])
def accompagnement_annuler_fin(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    fait = "La fin est annulée : l’accompagnement continue."
    return _geste(request, code, pk, AnnulerFinForm, "annuler_fin", fait)


@require_http_methods(["GET", "POST"])
def accompagnement_avancer_debut(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    fait = "Le début de l’accompagnement est avancé."
    return _geste(request, code, pk, AvancerDebutForm, "avancer_debut", fait)


def _accompagnement(
    request: RequeteConnectee, code: str, pk: int
) -> tuple[Famille, Accompagnement]:
    famille = famille_modifiable(request, code)
    return famille, get_object_or_404(famille.accompagnements, pk=pk)


def _geste(
    request: RequeteConnectee,
    code: str,
    pk: int,
    formulaire: type[GesteAccompagnement],
    verbe: str,
    fait: str,
) -> HttpResponse:
    famille, accompagnement = _accompagnement(request, code, pk)
    form = formulaire(donnees(request), accompagnement=accompagnement, utilisateur=request.user)
    gabarit = f"familles/accompagnement_{verbe}.html"
    contexte: dict[str, Any] = {"accompagnement": accompagnement}
    return remplir(request, famille, form, gabarit, fait, **contexte)

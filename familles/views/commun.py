from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from comptes.models import Utilisateur
from comptes.requetes import RequeteConnectee
from familles.models import Famille


class Enregistrable(Protocol):
    @property
    def statut(self) -> int: ...

    def enregistrer(self, *, par: Utilisateur) -> Any: ...


def famille_modifiable(request: RequeteConnectee, code: str) -> Famille:
    familles = Famille.objects.modifiables_par(request.user)
    return get_object_or_404(familles.select_related("identite"), code=code)


def donnees(request: RequeteConnectee) -> QueryDict | None:
    """What a form is bound to: nothing until it is sent."""
    return request.POST if request.method == "POST" else None


def remplir(
    request: RequeteConnectee,
    famille: Famille,
    form: Enregistrable,
    gabarit: str,
    fait: str,
    **contexte: Any,
) -> HttpResponse:
    """The end of every page that is one form about a famille: back to its fiche once written."""
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, fait)
        return redirect("familles:fiche", famille.code)
    return render(
        request, gabarit, {"form": form, "famille": famille, **contexte}, status=form.statut
    )

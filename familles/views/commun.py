from typing import Any, Protocol

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from comptes.models import Utilisateur
from comptes.requetes import RequeteConnectee
from familles.models import Famille


class Enregistrable(Protocol):
    @property
    def statut(self) -> int: ...

    def enregistrer(self, *, par: Utilisateur) -> Any: ...


def famille_modifiable(request: RequeteConnectee, code: str) -> Famille:
    """The code of a fiche brought into another one leads to the one kept."""
    familles = Famille.objects.modifiables_par(request.user)
    if famille := familles.select_related("identite").suivre(code):
        return famille
    raise Http404


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

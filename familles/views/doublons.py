"""As she types: the familles of hers that look like the one she is naming. Nothing is written, and
a POST, for a name never goes in a URL. Opened as a page, it leads to where she types."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from familles.forms.doublons import FAMILLE, trouver
from familles.models import Famille
from familles.views.commun import famille_modifiable


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.PTP)
def doublons(request: RequeteConnectee) -> HttpResponse:
    if request.method != "POST":
        return redirect("familles:ouvrir")
    return _montrer(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def doublons_de(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    if request.method != "POST":
        return redirect("familles:fiche", famille.code)
    return _montrer(request, famille)


def _montrer(request: RequeteConnectee, famille: Famille | None) -> HttpResponse:
    trouvees = trouver(
        request.POST, request.POST.get("quoi", FAMILLE), par=request.user, de=famille
    )
    vues = ",".join(candidate.famille.code for candidate in trouvees)
    contexte = {
        "doublons": trouvees,
        "vues": vues,
        "quand_meme": "quand_meme" in request.POST and request.POST.get("vues") == vues,
        "famille": famille,
    }
    return render(request, "familles/doublons/trouves.html", contexte)

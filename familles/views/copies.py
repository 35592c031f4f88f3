"""« Ce que nous avons noté avec vous »: prepared, read again, printed; nothing is kept of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from comptes.confirmation import a_confirmer
from comptes.requetes import RequeteConnectee
from familles.copie import contenu
from familles.forms.copie import CopieForm
from familles.models import Famille
from familles.views.commun import donnees


@require_http_methods(["GET", "POST"])
def copie(request: RequeteConnectee, code: str) -> HttpResponse:
    """A POST, for what was chosen never goes in an address; it writes nothing."""
    familles = Famille.objects.visibles_par(request.user).select_related("identite", "territoire")
    famille = familles.suivre(code)
    if famille is None:
        raise Http404
    form = CopieForm(donnees(request), famille=famille, utilisateur=request.user)
    if request.method == "POST" and form.is_valid():
        if (page := a_confirmer(request)) is not None:
            return page
        feuille = contenu(famille, **form.choisis)
        return render(
            request,
            "familles/copie/feuille.html",
            {"famille": famille, "balise": "fr-CA", **feuille},
        )
    contexte = {"famille": famille, "form": form, "adultes": famille.adultes.exists()}
    return render(request, "familles/copie.html", contexte, status=form.statut)

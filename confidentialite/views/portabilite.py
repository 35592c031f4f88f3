"""The file of one adult, from the page of what she asked."""

import json
from typing import Any, cast

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from comptes.confirmation import a_confirmer
from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from confidentialite.forms.portabilite import DossierForm
from confidentialite.models import Demande
from confidentialite.portabilite import SCHEMA
from confidentialite.portabilite.contenu import dossier
from confidentialite.portabilite.document import en_pdf
from confidentialite.portabilite.jeune import dossier_du_jeune
from familles.models import Adulte, Famille
from familles.views.commun import donnees

from .commun import familles_gerees, fichier


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE)
def demande_dossier(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A POST, for what was chosen never goes in an address; it writes nothing but the journal."""
    lignes = Demande.objects.visibles_par(request.user).filter(
        Q(adulte__isnull=False) | Q(jeune__isnull=False)
    )
    demande = get_object_or_404(lignes.select_related("adulte__identite", "jeune__identite"), pk=pk)
    siennes = familles_gerees(request).select_related("identite", "territoire__organisme")
    famille = get_object_or_404(siennes, pk=demande.famille_id)
    form = DossierForm(
        donnees(request), famille=famille, jeune=bool(demande.jeune), utilisateur=request.user
    )
    if request.method == "POST" and form.is_valid():
        if (page := a_confirmer(request)) is not None:
            return page
        return _remettre(_contenu(famille, demande, form), form)
    contexte = {"demande": demande, "famille": famille, "form": form}
    return render(request, "confidentialite/demande_dossier.html", contexte, status=form.statut)


def _contenu(famille: Famille, demande: Demande, form: DossierForm) -> dict[str, Any]:
    if demande.jeune:
        return dossier_du_jeune(famille, demande.jeune, **form.choisis)
    return dossier(famille, cast(Adulte, demande.adulte), **form.choisis)


def _remettre(contenu: dict[str, Any], form: DossierForm) -> HttpResponse:
    if form.cleaned_data["format"] == "json":
        texte = json.dumps(contenu, ensure_ascii=False, indent=2)
        return fichier("dossier.json", texte.encode(), "application/json")
    return fichier("dossier.pdf", en_pdf(contenu), "application/pdf")


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def schema_dossier(request: RequeteConnectee) -> HttpResponse:
    return HttpResponse(SCHEMA.read_bytes(), content_type="application/schema+json")

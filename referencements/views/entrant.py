"""What a PTP does with a famille that a partenaire refers to her."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from comptes.requetes import RequeteConnectee

from ..models import Referencement
from .referencement import impossible


@require_POST
def accuser_reception(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One tap, from the list or from its page."""
    entrants = Referencement.objects.modifiables_par(request.user).entrants()
    entrant = get_object_or_404(entrants.select_related("partenaire"), pk=pk)
    try:
        entrant.accuser_reception(par=request.user, le=timezone.localdate())
    except ValidationError:
        return impossible(request, entrant)
    messages.success(request, _dire_l_accuse(entrant))
    return redirect("referencements:fiche", entrant.pk)


def _dire_l_accuse(entrant: Referencement) -> str:
    if entrant.partenaire.adresses_courriel:
        return f"Un message dit à {entrant.partenaire.nom} que sa demande est bien reçue."
    return f"C’est noté. Dites-le à {entrant.partenaire.nom}, qui n’a pas de courriel à sa fiche."

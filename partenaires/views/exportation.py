from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee

from ..exports import FORMATS, repertoire


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def exporter(request: RequeteConnectee) -> HttpResponse:
    contexte = {"total": repertoire(request.user).count(), "formats": FORMATS.items()}
    return render(request, "partenaires/exporter.html", contexte)


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def export(request: RequeteConnectee, format: str) -> HttpResponse:
    """The directory as she sees it today, without its personnes-ressources."""
    if format not in FORMATS:
        raise Http404
    choisi, aujourdhui = FORMATS[format], timezone.localdate()
    nom = f"proximite_partenaires_{aujourdhui}{choisi.terminaison}"
    entetes = {"Content-Disposition": content_disposition_header(True, nom) or ""}
    contenu = choisi.contenu(repertoire(request.user), le=aujourdhui)
    return HttpResponse(contenu, content_type=choisi.type_mime, headers=entetes)

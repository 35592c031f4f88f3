from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from comptes.requetes import RequeteConnectee
from familles.models import Famille
from familles.models.famille import FamilleQuerySet


def familles_gerees(request: RequeteConnectee) -> FamilleQuerySet:
    """Those of the territoires she manages, whose dossier still names someone."""
    territoires = request.user.territoires_geres
    return Famille.objects.dans_territoires(territoires).encore_nommees()


def fichier(nom: str, contenu: bytes, type_mime: str) -> HttpResponse:
    """A file to keep, dated."""
    racine, _, terminaison = nom.rpartition(".")
    date_du_jour = timezone.localdate()
    complet = f"proximite_{racine}_{date_du_jour}.{terminaison}"
    entetes = {"Content-Disposition": content_disposition_header(True, complet) or ""}
    return HttpResponse(contenu, content_type=type_mime, headers=entetes)


def fichier_csv(nom: str, contenu: bytes) -> HttpResponse:
    return fichier(f"{nom}.csv", contenu, "text/csv; charset=utf-8")

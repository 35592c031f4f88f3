"""Reports as files: what is published for a comité, a territoire's own for those who read it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import ROLES_DE_COMITE
from comptes.requetes import RequeteConnectee
from rapports import taches
from rapports.exports import construction, json_
from rapports.exports.classeur import annexes
from rapports.exports.document import Document
from rapports.exports.recueil import GENRE
from rapports.models import Periode, Publication, RapportParticipation, VersionRapport
from rapports.publication.lecture import Publie
from rapports.reseau.choix import Choix
from rapports.telechargements import FORMATS, TERMINAISONS_CSV, repondre, repondre_table
from territoires.models import Territoire


@require_GET
def publication_exports(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Every file of a publication, and every table of it."""
    publication = get_object_or_404(Publication.objects.visibles_par(request.user), pk=pk)
    publie = Publie(publication)
    document = construction.de_publication(publie)
    contexte = {
        "publication": publication,
        "recueil": construction.TERRITOIRE in publie.decoupages,
        "formats": FORMATS.items(),
        "formats_csv": [("csv", "Pour Excel"), ("csv-machine", "Pour un logiciel")],
        "tables": [*document.tables, *annexes(document)],
    }
    return render(request, "rapports/publication_exports.html", contexte)


@require_GET
def publication_export(request: RequeteConnectee, pk: int, format: str) -> HttpResponse:
    """The whole of it, or one table as CSV: « ?table=portee »."""
    publication = get_object_or_404(Publication.objects.visibles_par(request.user), pk=pk)
    return _servir_publication(request, publication, format)


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def export(request: RequeteConnectee, format: str) -> HttpResponse:
    """The same for « ?publication=… », or for the Periode published last."""
    choix = Choix.lire(request.user, request.GET.get("publication", ""))
    if choix.publication is None:
        raise Http404
    return _servir_publication(request, choix.publication, format)


@require_POST
def recueil(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Ask for the PDF of all the territoires, which takes more time than a page."""
    publication = get_object_or_404(Publication.objects.visibles_par(request.user), pk=pk)
    tache = taches.lancer(GENRE, par=request.user, publication=publication.pk)
    return redirect("rapports:tache", tache.pk)


@require_GET
def rapport_export(request: RequeteConnectee, periode: int, code: str, format: str) -> HttpResponse:
    """The report of a territoire, exact: « ?version=2 », or as it stands today."""
    siens = Territoire.objects.visibles_par(request.user)
    territoire = get_object_or_404(siens, code=code)
    commencee = get_object_or_404(Periode.objects.commencees(), pk=periode)
    if format not in FORMATS:
        raise Http404
    return _servir(request, _document(request, commencee, territoire), format)


@require_GET
def schema(request: RequeteConnectee) -> HttpResponse:
    """What the JSON of a report holds."""
    return HttpResponse(json_.SCHEMA.read_bytes(), "application/schema+json")


def _servir_publication(
    request: RequeteConnectee, publication: Publication, format: str
) -> HttpResponse:
    if format not in FORMATS:
        raise Http404
    # On paper the territoires have their own file.
    entier = format != "pdf"
    document = construction.de_publication(Publie(publication), territoires=entier)
    return _servir(request, document, format)


def _servir(request: RequeteConnectee, document: Document, format: str) -> HttpResponse:
    identifiant = request.GET.get("table")
    if identifiant is None:
        return repondre(document, FORMATS[format])
    tables = [*document.tables, *annexes(document)]
    table = next((table for table in tables if table.identifiant == identifiant), None)
    if table is None or format not in TERMINAISONS_CSV:
        raise Http404
    return repondre_table(document, table, format)


def _document(request: RequeteConnectee, periode: Periode, territoire: Territoire) -> Document:
    rapports = RapportParticipation.objects.visibles_par(request.user)
    rapport = rapports.filter(periode=periode, territoire=territoire).first()
    rapport = rapport or RapportParticipation(periode=periode, territoire=territoire)
    versions = VersionRapport.objects.visibles_par(request.user).select_related(
        "rapport__periode", "rapport__territoire"
    )
    numero = request.GET.get("version")
    if numero is None and rapport.est_modifiable:
        return construction.de_brouillon(rapport)
    demandee = rapport.nb_versions if numero is None else numero
    if not str(demandee).isdecimal() or len(str(demandee)) > 4:
        raise Http404
    version = get_object_or_404(
        versions, rapport__periode=periode, rapport__territoire=territoire, numero=demandee
    )
    return construction.de_version(version)

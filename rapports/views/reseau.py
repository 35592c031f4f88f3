"""Pages of figures of the network, for a comité."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from comptes.decorateurs import reserve_a
from comptes.models import ROLES_DE_COMITE
from comptes.requetes import RequeteConnectee
from rapports import decoupage, exports, sections
from rapports.calculs import calculer
from rapports.decoupage import DECOUPAGES
from rapports.fenetres import Fenetre
from rapports.forms import FenetreDuReseauForm
from rapports.indicateurs import VERSION_DEFINITIONS
from rapports.resultats import Rapport
from rapports.sections import Mesures
from rapports.telechargements import FORMATS
from rapports.trous import TrousDuReseau

LIGNES_PAR_PAGE = 50


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def reseau(request: RequeteConnectee) -> HttpResponse:
    """The network for a comité: totals, and protected figures below."""
    form, par = FenetreDuReseauForm(request.GET), _decoupage(request, "milieu")
    contexte: dict[str, Any] = {"form": form, "par": par, "decoupages": DECOUPAGES.items()}
    if fenetre := form.fenetre:
        mesures = Mesures.prendre(fenetre, form.calendrier, None)
        contexte |= {
            "fenetre": fenetre,
            "mesures": mesures,
            "sections": sections.du_reseau(mesures),
            "decoupage": decoupage.decouper(fenetre, par) if fenetre.libelle else None,
            "trous": TrousDuReseau.compter(fenetre) if fenetre.libelle else None,
        }
    return render(request, "rapports/reseau.html", contexte, status=form.statut)


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def trous(request: RequeteConnectee) -> HttpResponse:
    """Trous de services by type × région × milieu: one région, one type at a time."""
    form = FenetreDuReseauForm(request.GET)
    contexte: dict[str, Any] = {"form": form}
    if (fenetre := form.fenetre) and fenetre.libelle:
        trous = TrousDuReseau.compter(fenetre)
        region, type_ = request.GET.get("region", ""), request.GET.get("type", "")
        if region not in {"", *trous.regions} or type_ not in {"", *trous.types}:
            raise Http404
        contexte |= {
            "trous": trous,
            "region": region,
            "type": type_,
            "nom_region": trous.regions.get(region),
            "nom_type": trous.types.get(type_),
            "par_type": trous.par_type(region),
            "par_region": trous.par_region(type_),
        }
    return render(
        request, "rapports/trous.html", contexte | {"fenetre": fenetre}, status=form.statut
    )


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def participation(request: RequeteConnectee) -> HttpResponse:
    form, par = FenetreDuReseauForm(request.GET), _decoupage(request, "")
    contexte: dict[str, Any] = {"form": form, "par": par, "decoupages": DECOUPAGES.items()}
    if fenetre := form.fenetre:
        par = par if fenetre.libelle else ""
        rapports = _rapports(fenetre, par)
        contexte |= {
            "fenetre": fenetre,
            "par": par,
            "rapport": rapports[None],
            "groupes": [rapport.groupe.libelle for rapport in decoupage.ordonner(rapports)],
            "rubriques": decoupage.rubriques(rapports),
            "version": VERSION_DEFINITIONS,
            "formats": [(cle, format_.libelle) for cle, format_ in FORMATS.items()],
        }
    return render(request, "rapports/participation.html", contexte, status=form.statut)


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def export(request: RequeteConnectee, format: str) -> HttpResponse:
    """The page's figures, as a file."""
    form, par = FenetreDuReseauForm(request.GET), _decoupage(request, "")
    fenetre = form.fenetre
    if fenetre is None or format not in FORMATS or (par and not fenetre.libelle):
        raise Http404
    rapports, voulu = _rapports(fenetre, par), FORMATS[format]
    nom = exports.nom_fichier(rapports, voulu.terminaison, par=par, le=timezone.localdate())
    entetes = {"Content-Disposition": content_disposition_header(True, nom) or "attachment"}
    return HttpResponse(voulu.contenu(rapports), voulu.type_mime, headers=entetes)


def _rapports(fenetre: Fenetre, par: str) -> dict[str | None, Rapport]:
    return decoupage.montrer(calculer(fenetre.debut, fenetre.fin, par=par or None))


def _decoupage(request: RequeteConnectee, defaut: str) -> str:
    """The split asked for. It is shown for a Periode or the pilot, never for free dates: two
    windows that differ by a day would tell what happened that day."""
    par = request.GET.get("par", defaut)
    if par and par not in DECOUPAGES:
        raise Http404
    return par or defaut



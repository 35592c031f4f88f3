"""What a comité reads of the network: publications only, never a row nor a live figure."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from comptes.decorateurs import reserve_a
from comptes.models import ROLES_DE_COMITE
from comptes.requetes import RequeteConnectee
from rapports import decoupage, sections
from rapports import trous as trous_du_reseau
from rapports.publication.lecture import Publie
from rapports.questions import QUESTIONS
from rapports.reseau import cles as indicateurs_cles
from rapports.reseau.chiffre import Chiffre
from rapports.reseau.choix import Choix, Genre, Portee
from rapports.reseau.dessins import dessiner_couverture
from rapports.reseau.mesures import publiees
from rapports.reseau.reponses import repondre
from rapports.reseau.synthese import Synthese


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def reseau(request: RequeteConnectee) -> HttpResponse:
    """The dashboard of the network, or of one of its groupes."""
    choix, contexte = _choisir(request)
    if publie := choix.publie:
        portee = _portee(request, publie)
        mesures = publiees(choix, portee)
        contexte |= {
            "portee": portee,
            "mesures": mesures,
            "sections": sections.du_reseau(mesures),
            "cles": [] if portee.code else indicateurs_cles.en_bref(mesures),
            "carte": dessiner_couverture(
                publie.contenu["couverture"], lambda region: _vers_la_region(choix, publie, region)
            ),
            "decoupage": decoupage.decouper(publie, portee.par) if portee.par else None,
        }
    return render(request, "rapports/reseau.html", contexte)


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def participation(request: RequeteConnectee) -> HttpResponse:
    """Every published figure: of the whole, side by side, or of one groupe beside the whole."""
    choix, contexte = _choisir(request)
    if publie := choix.publie:
        portee = _portee(request, publie, defaut="")
        parts = decoupage.groupes(publie, portee.par) if portee.par else []
        trop = len(parts) > decoupage.COTE_A_COTE and not portee.code
        montres = [p for p in parts if portee.code in ("", p.groupe.code)]
        contexte |= {
            "portee": portee,
            "rapport": publie.reseau,
            "entete": decoupage.ENTETES.get(portee.par, ""),
            "groupes": parts,
            "montres": montres,
            "liste": decoupage.decouper(publie, portee.par) if trop else None,
            "rubriques": [] if trop else decoupage.rubriques(publie, montres),
        }
    return render(request, "rapports/participation.html", contexte)


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def chiffre(request: RequeteConnectee, identifiant: str) -> HttpResponse:
    """A figure’s definition, its breakdown and how it moved."""
    choix, contexte = _choisir(request)
    if publie := choix.publie:
        if identifiant not in publie.reseau:
            raise Http404
        portee = _portee(request, publie)
        contexte |= {"portee": portee, "chiffre": Chiffre(choix, portee.par, identifiant)}
    return render(request, "rapports/chiffre.html", contexte)


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def trous(request: RequeteConnectee) -> HttpResponse:
    choix, contexte = _choisir(request)
    if publie := choix.publie:
        contexte |= {
            "par_milieu": trous_du_reseau.table(publie, "milieu"),
            "par_region": trous_du_reseau.table(publie, "region"),
        }
    return render(request, "rapports/trous.html", contexte)


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def cles(request: RequeteConnectee) -> HttpResponse:
    """The three key indicators, coverage beside (DOMAINE §5.3)."""
    choix, contexte = _choisir(request)
    if choix.publie:
        mesures = publiees(choix, Portee())
        contexte |= {"mesures": mesures, "cles": indicateurs_cles.en_entier(choix, mesures)}
    return render(request, "rapports/cles.html", contexte)


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def questions(request: RequeteConnectee) -> HttpResponse:
    """The six evaluation questions, each with the figures that answer it (DOMAINE §5.1)."""
    choix, contexte = _choisir(request)
    if publie := choix.publie:
        contexte["reponses"] = [repondre(question, publie.reseau) for question in QUESTIONS]
    return render(request, "rapports/questions.html", contexte)


@require_GET
@reserve_a(*ROLES_DE_COMITE)
def synthese(request: RequeteConnectee) -> HttpResponse:
    """Several Periodes together, by both methods."""
    choix, contexte = _choisir(request, Genre.SYNTHESE)
    if choix.publication and choix.publication.genre != Genre.SYNTHESE:
        raise Http404
    if choix.publie:
        contexte["synthese"] = Synthese(choix)
    return render(request, "rapports/synthese.html", contexte)


def _choisir(request: RequeteConnectee, genre: str = Genre.PERIODE) -> tuple[Choix, dict[str, Any]]:
    choix = Choix.lire(request.user, request.GET.get("publication", ""), genre)
    contexte: dict[str, Any] = {"choix": choix, "publie": choix.publie, "genre": genre}
    if publie := choix.publie:
        contexte["decoupages"] = decoupage.proposes(publie)
    return choix, contexte


def _portee(request: RequeteConnectee, publie: Publie, defaut: str = "milieu") -> Portee:
    """The split asked for, else the default one where it is published."""
    defaut = defaut if defaut in publie.decoupages else ""
    return Portee.lire(publie, request.GET.get("par", defaut), request.GET.get("groupe", ""))


def _vers_la_region(choix: Choix, publie: Publie, region: str) -> str:
    if "region" not in publie.decoupages:
        return ""
    return f"?{choix.parametres}&{Portee('region', region).parametres}"

"""Pages of figures of a territoire, and what each figure means."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from comptes.requetes import RequeteConnectee
from rapports import a_verifier as verifications
from rapports import ensemble, sections
from rapports import indicateurs_tableau as registre
from rapports.cles.toile import toile_du_territoire
from rapports.derriere import DERRIERE, familles
from rapports.forms import FenetreForm
from rapports.indicateurs import VERSION_DEFINITIONS
from rapports.lignes import adresse, liste, lister
from rapports.models import Periode
from rapports.reseau.dessins import dessiner_toile, vers_le_partenaire
from rapports.sections import Mesures
from rapports.vacances import en_mots, vacances
from territoires.models import Territoire

LIGNES_PAR_PAGE = 50


@require_GET
def territoires(request: RequeteConnectee) -> HttpResponse:
    """Her territoires; straight to the dashboard when there is one."""
    les_siens = Territoire.objects.visibles_par(request.user).select_related("region")
    if not les_siens:
        raise Http404
    if len(les_siens) == 1:
        return redirect("rapports:territoire", les_siens[0].code)
    return render(request, "rapports/territoires.html", {"territoires": les_siens})


@require_GET
def territoire(request: RequeteConnectee, code: str) -> HttpResponse:
    territoire = get_object_or_404(Territoire.objects.visibles_par(request.user), code=code)
    form = FenetreForm(request.GET)
    contexte: dict[str, Any] = {"territoire": territoire, "form": form}
    contexte["plusieurs"] = len(request.user.territoires_lus) > 1
    if fenetre := form.fenetre:
        mesures = Mesures.prendre(
            fenetre,
            form.calendrier,
            frozenset({territoire.pk}),
            lambda indicateur: adresse(indicateur, code, fenetre),
        )
        contexte |= {
            "fenetre": fenetre,
            "periode": Periode.objects.filter(debut=fenetre.debut, fin=fenetre.fin).first(),
            "mesures": mesures,
            "vacances": en_mots(vacances(territoire.pk, fenetre.debut, fenetre.fin)),
            "sections": sections.du_territoire(mesures),
            "constats": verifications.constats(territoire.pk, timezone.localdate()),
        }
    return render(request, "rapports/territoire.html", contexte, status=form.statut)


@require_GET
def familles_derriere(request: RequeteConnectee, code: str, indicateur: str) -> HttpResponse:
    """The familles that a figure of the dashboard counts."""
    territoire = get_object_or_404(Territoire.objects.visibles_par(request.user), code=code)
    if indicateur not in DERRIERE:
        raise Http404
    form = FenetreForm(request.GET)
    contexte: dict[str, Any] = {"territoire": territoire, "form": form}
    contexte["indicateur"] = registre.par_id(indicateur)
    if fenetre := form.fenetre:
        lignes = familles(indicateur, fenetre, frozenset({territoire.pk}))
        lignes = lignes.visibles_par(request.user)
        page = Paginator(lignes, LIGNES_PAR_PAGE).get_page(request.GET.get("page"))
        contexte |= {"fenetre": fenetre, "page": page}
    return render(request, "rapports/familles_derriere.html", contexte, status=form.statut)


@require_GET
def lignes_derriere(request: RequeteConnectee, code: str, indicateur: str) -> HttpResponse:
    """The référencements, the trous or the needs that a figure of the dashboard counts."""
    territoire = get_object_or_404(Territoire.objects.visibles_par(request.user), code=code)
    derriere, defini = liste(indicateur), ensemble.registre().get(indicateur)
    if derriere is None or defini is None:
        raise Http404
    form = FenetreForm(request.GET)
    contexte: dict[str, Any] = {"territoire": territoire, "form": form, "liste": derriere}
    contexte["indicateur"] = defini
    if fenetre := form.fenetre:
        lignes = lister(indicateur, fenetre, frozenset({territoire.pk}))
        lignes = lignes.visibles_par(request.user)
        page = Paginator(lignes, LIGNES_PAR_PAGE).get_page(request.GET.get("page"))
        contexte |= {"fenetre": fenetre, "page": page}
    return render(request, "rapports/lignes_derriere.html", contexte, status=form.statut)


@require_GET
def toile(request: RequeteConnectee, code: str) -> HttpResponse:
    """The partenaires of a territoire, drawn around its organisme porteur."""
    territoire = get_object_or_404(Territoire.objects.visibles_par(request.user), code=code)
    form = FenetreForm(request.GET)
    contexte: dict[str, Any] = {"territoire": territoire, "form": form}
    if fenetre := form.fenetre:
        tissee = toile_du_territoire(fenetre.debut, fenetre.fin, territoire.pk)
        contexte |= {
            "fenetre": fenetre,
            "graphique": dessiner_toile(tissee, adresse=vers_le_partenaire),
            "porteur": tissee.centre.nom,
        }
    return render(request, "rapports/toile.html", contexte, status=form.statut)


@require_GET
def a_verifier(request: RequeteConnectee, code: str, controle: str) -> HttpResponse:
    """The rows behind one hint of the dashboard."""
    territoire = get_object_or_404(Territoire.objects.visibles_par(request.user), code=code)
    if controle not in verifications.CONTROLES:
        raise Http404
    question = verifications.CONTROLES[controle]
    lignes = question.lignes(frozenset({territoire.pk}), timezone.localdate())
    lignes = lignes.visibles_par(request.user)
    page = Paginator(lignes, LIGNES_PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"territoire": territoire, "controle": question, "page": page}
    return render(request, "rapports/a_verifier.html", contexte)


@require_GET
def indicateurs(request: RequeteConnectee) -> HttpResponse:
    contexte = {"rubriques": registre.par_rubrique(), "version": VERSION_DEFINITIONS}
    return render(request, "rapports/indicateurs.html", contexte)


@require_GET
def indicateur(request: RequeteConnectee, identifiant: str) -> HttpResponse:
    indicateur = registre.par_id(identifiant)
    if indicateur is None:
        raise Http404
    return render(request, "rapports/indicateur.html", {"indicateur": indicateur})

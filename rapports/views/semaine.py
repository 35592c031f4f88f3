"""The week of a PTP: one page for her and for her gestionnaire."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from comptes.decorateurs import reserve_a
from comptes.models import Affectation, Role
from comptes.requetes import RequeteConnectee
from proximite.dates import PREMIERE
from proximite.typographie import date_moyenne, duree
from rapports.fenetres import Calendrier, trimestre
from rapports.graphiques import Graphique, Ligne, Valeur, barres
from rapports.semaine import (
    HORS_MANDAT,
    LIBELLES,
    Depuis,
    Semaine,
    Temps,
    compter_hors_mandat,
    entrees,
)

LIGNES_PAR_PAGE = 50


@require_GET
@reserve_a(Role.PTP)
def semaines(request: RequeteConnectee) -> HttpResponse:
    """Hers; straight to the week when she works in one territoire."""
    siennes = [a for a in request.user.affectations_actuelles if a.role == Role.PTP]
    if len(siennes) == 1:
        return redirect("rapports:semaine", siennes[0].pk)
    return render(request, "rapports/semaines.html", {"affectations": siennes})


@require_GET
def semaine(request: RequeteConnectee, pk: int) -> HttpResponse:
    affectation = _affectation(request, pk)
    aujourdhui = timezone.localdate()
    semaine = Semaine.de(_jour(request.GET.get("du"), aujourdhui))
    temps = Temps.de(affectation, semaine)
    contexte = {
        "affectation": affectation,
        "semaine": semaine,
        "suivante": semaine.suivante if semaine.suivante.lundi <= aujourdhui else None,
        "temps": temps,
        "graphique": _dessiner(temps, pk),
        "compteur": compter_hors_mandat(affectation, _depuis(semaine), semaine.dimanche),
        "hors_mandat": reverse("rapports:semaine_lignes", args=[pk, HORS_MANDAT]),
        "a_elle": affectation.utilisateur == request.user,
    }
    return render(request, "rapports/semaine.html", contexte)


@require_GET
def semaine_lignes(request: RequeteConnectee, pk: int, nature: str) -> HttpResponse:
    """The entries behind a figure of the page, from ``du`` to ``au``."""
    affectation = _affectation(request, pk)
    if nature not in LIBELLES:
        raise Http404
    semaine = Semaine.de(_jour(request.GET.get("du"), timezone.localdate()))
    au = max(_jour(request.GET.get("au"), semaine.dimanche), semaine.lundi)
    du = min(_jour(request.GET.get("depuis"), semaine.lundi), au)
    lues = entrees(affectation, nature, du, au)
    contexte = {
        "affectation": affectation,
        "semaine": semaine,
        "titre": LIBELLES[nature],
        "du": du,
        "au": au,
        "page": Paginator(lues, LIGNES_PAR_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "rapports/semaine_lignes.html", contexte)


def _affectation(request: RequeteConnectee, pk: int) -> Affectation:
    """Of a PTP: her own while it lasts, or of a territoire that the reader manages."""
    visibles = Affectation.objects.visibles_par(request.user).filter(
        role=Role.PTP, territoire__in=request.user.territoires_lus
    )
    return get_object_or_404(visibles.select_related("utilisateur", "territoire"), pk=pk)


def _jour(saisi: str | None, sinon: date) -> date:
    """The day asked for, when it is one of those that may be looked at."""
    try:
        jour = date.fromisoformat(saisi or "")
    except ValueError:
        return sinon
    return jour if PREMIERE + timedelta(days=7) <= jour <= timezone.localdate() else sinon


def _depuis(semaine: Semaine) -> list[Depuis]:
    """The week, its month, its Periode: the quarter where there is none."""
    dimanche = semaine.dimanche
    periodes = Calendrier.charger(dimanche).periodes
    periode = next((p for p in periodes if p.fin >= dimanche), trimestre(dimanche))
    mois = dimanche.replace(day=1)
    return [
        Depuis("Cette semaine", semaine.lundi),
        Depuis(f"Depuis le {date_moyenne(mois)}", mois),
        Depuis(f"Période, depuis le {date_moyenne(periode.debut)}", periode.debut),
    ]


def _dessiner(temps: Temps, pk: int) -> Graphique:
    return barres(
        "temps",
        "Le temps de la semaine",
        description="Temps consigné, par type d’action; déplacements et retards à part.",
        entete="Nature",
        series=["Temps"],
        lignes=[
            Ligne(
                rangee.libelle,
                [Valeur(rangee.total, duree(rangee.total))],
                reverse("rapports:semaine_lignes", args=[pk, rangee.nature])
                + f"?{temps.semaine.parametres}",
            )
            for rangee in temps.rangees
        ],
    )

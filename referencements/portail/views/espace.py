"""The partenaire’s own page, for the half hour that a mailed code opens."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partenaires.forms import CapaciteForm
from partenaires.models import Partenaire, PropositionFiche

from ...models import LienPartenaire, Referencement
from .. import corrections
from ..acces import fermer_session, page, par_session
from ..demandes import Demande, Envoyee, Recue
from ..forms import CorrectionForm
from ..gestes import GESTES
from ..tableau import echanges, envoyees, lues_par, recues, tranche
from .correction import corriger
from .repondre import repondre

VUES = {"recues": ("Reçues de la PTP", recues), "envoyees": ("Envoyées à la PTP", envoyees)}


@require_GET
@par_session
def espace(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    vue = request.GET.get("vue", "")
    vue = vue if vue in VUES else "recues"
    demandes = tranche(VUES[vue][1](lien.partenaire), request.GET.get("page", ""))
    contexte = {
        "partenaire": lien.partenaire,
        "vue": vue,
        "vues": [(nom, titre) for nom, (titre, _) in VUES.items()],
        "tranche": demandes,
        "demandes": [_envoyee(r) if r.est_entrant else r for r in demandes.lignes],
        "echanges": echanges(lien.partenaire, timezone.localdate()),
        "offres": lien.partenaire.offres.select_related("type_besoin"),
    }
    return page(request, "espace", contexte)


@require_GET
@par_session
def demande(request: HttpRequest, lien: LienPartenaire, pk: int) -> HttpResponse:
    return page(request, "espace_demande", {"demande": _demande(lien, pk)})


@require_http_methods(["GET", "POST"])
@par_session
def geste(request: HttpRequest, lien: LienPartenaire, pk: int, nom: str) -> HttpResponse:
    demande = _demande(lien, pk)
    permis = {*GESTES, corrections.GESTE} if isinstance(demande, Recue) else {"ecrire"}
    if nom not in permis:
        raise Http404
    retour = reverse("portail:demande", args=[pk])
    if nom == corrections.GESTE:
        return corriger(request, demande.referencement, retour=retour)
    return repondre(request, demande, GESTES[nom], retour=retour, espace=True)


@require_http_methods(["GET", "POST"])
@par_session
def fiche(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    partenaire = lien.partenaire
    if "exacte" in request.POST:
        partenaire.confirmer(le=timezone.localdate())
        messages.success(request, "Merci! Votre fiche est confirmée en date d’aujourd’hui.")
        return redirect("portail:fiche")
    envoi = request.POST if request.method == "POST" else None
    form = CorrectionForm(envoi, instance=Partenaire.objects.get(pk=partenaire.pk))
    if envoi is not None and form.proposer(partenaire):
        messages.success(
            request, "Merci! Une PTP lira vos corrections, puis mettra la fiche à jour."
        )
        return redirect("portail:fiche")
    proposees = PropositionFiche.objects.ouvertes().filter(partenaire=partenaire)
    contexte = {"form": form, "partenaire": partenaire, "proposee": proposees.first()}
    return page(request, "fiche", contexte, statut=form.statut)


@require_POST
@par_session
def capacite(request: HttpRequest, lien: LienPartenaire, pk: int) -> HttpResponse:
    offre = get_object_or_404(lien.partenaire.offres.select_related("type_besoin"), pk=pk)
    form = CapaciteForm(request.POST, offre=offre)
    if not form.declarer(le=timezone.localdate()):
        return page(request, "capacite", {"form": form, "offre": offre}, statut=form.statut)
    messages.success(request, f"C’est noté pour «\u00a0{offre.type_besoin}\u00a0». Merci!")
    return redirect(f"{reverse('portail:espace')}#services")


@require_POST
@par_session
def sortir(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    fermer_session(request)
    return page(request, "session_finie", {"sortie": True})


def _demande(lien: LienPartenaire, pk: int) -> Demande:
    """One of its own; a sortant only while it may be read."""
    siennes = Referencement.objects.filter(partenaire=lien.partenaire).select_related(
        "partenaire", "type_besoin", "territoire__organisme"
    )
    referencement = get_object_or_404(siennes, pk=pk)
    if referencement.est_entrant:
        return _envoyee(referencement)
    get_object_or_404(lues_par(lien.partenaire), pk=pk)
    return Recue(referencement, _adresse(pk), referencement.divulgations.en_vigueur()[0])


def _envoyee(referencement: Referencement) -> Envoyee:
    return Envoyee(referencement, _adresse(referencement.pk))


def _adresse(pk: int) -> Callable[[str], str]:
    return lambda nom: reverse("portail:geste_espace", args=[pk, nom])

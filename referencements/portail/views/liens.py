"""The pages that a link opens. Reading one changes nothing: mail scanners follow links."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from ...courriels import portail as courriels
from ...models import Divulgation, LienPartenaire, Referencement
from ..acces import est_ouvert, masquer, page, par_lien
from ..demandes import Demande
from ..gestes import GESTES

Genre = LienPartenaire.Genre


@require_GET
@par_lien
def lien(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    if not est_ouvert(lien):
        return _fermee(request, lien)
    return _reponse(request, lien)


# These pages send no Referer, so browsers send « Origin: null », which Django’s check refuses.
# Nothing ambient is at stake: no cookie counts here, only the token that one must already hold.
@csrf_exempt
@require_http_methods(["GET", "POST"])
@par_lien
def geste(request: HttpRequest, lien: LienPartenaire, nom: str) -> HttpResponse:
    if nom == "nouveau-lien":
        return _renvoyer(request, lien)
    if not est_ouvert(lien):
        return _fermee(request, lien)
    if lien.genre == Genre.REPONSE and nom in GESTES:
        return _repondre(request, lien, nom)
    raise Http404


def _reponse(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    return page(request, "reponse", {"demande": _demande(lien), "lien": lien})


def _repondre(request: HttpRequest, lien: LienPartenaire, nom: str) -> HttpResponse:
    demande, choisi = _demande(lien), GESTES[nom]
    retour = reverse("portail:lien", args=[lien.jeton])
    if request.method == "GET" and not choisi.est_possible(demande.referencement):
        return redirect(retour)
    envoi = request.POST if request.method == "POST" else None
    form = choisi.form(envoi, referencement=demande.referencement, geste=choisi)
    if envoi is not None:
        if form.enregistrer(par=lien.partenaire):
            messages.success(request, "C’est noté. Merci!")
            return redirect(retour)
        if not est_ouvert(_relire(lien)):
            return _fermee(request, lien)
    contexte = {"form": form, "geste": choisi, "demande": demande, "retour": retour}
    return page(request, "geste", contexte, statut=form.statut)


def _renvoyer(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    """The same answer whatever comes of it; a fresh link goes to a registered address only."""
    if request.method == "POST" and not lien.peut_se_renouveler and not est_ouvert(lien):
        return _fermee(request, lien)
    if request.method == "POST" and not est_ouvert(lien):
        courriels.deposer_nouveau_lien(lien)
        messages.info(
            request,
            "C’est demandé. Si cette adresse est encore celle de votre organisme, le nouveau "
            "lien y arrive dans quelques minutes.",
        )
    return redirect("portail:lien", lien.jeton)


def _fermee(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    adresse = masquer(lien.adresse_de_renvoi) if lien.peut_se_renouveler else ""
    contexte = {"lien": lien, "adresse": adresse, "ptp": _ptp(lien)}
    return page(request, "ferme", contexte, statut=410)


def _demande(lien: LienPartenaire) -> Demande:
    def adresse(nom: str) -> str:
        return reverse("portail:geste", args=[lien.jeton, nom])

    referencement = cast(Referencement, lien.referencement)
    return Demande(referencement, cast(Divulgation, lien.divulgation), adresse)


def _ptp(lien: LienPartenaire) -> dict[str, str]:
    """How to reach who asked, which stays said when the rest no longer is."""
    return lien.divulgation.apercu["ptp"] if lien.divulgation else {}


def _relire(lien: LienPartenaire) -> LienPartenaire:
    return LienPartenaire.objects.par_jeton(lien.jeton).get()

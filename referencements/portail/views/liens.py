"""The pages that a link opens. Reading one changes nothing: mail scanners follow links."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from ...models import CodePartenaire, Divulgation, LienPartenaire, Referencement
from .. import corrections, depots
from ..acces import est_ouvert, lien_de, masquer, ouvrir_session, page, par_lien
from ..demandes import Demande, Envoyee, Recue
from ..forms import CodeForm
from ..gestes import GESTES
from . import referer
from .correction import corriger
from .repondre import repondre

Genre = LienPartenaire.Genre
GESTES_DU_GENRE = {
    Genre.REPONSE: frozenset({*GESTES, corrections.GESTE}),
    Genre.SUIVI: frozenset({"ecrire"}),
    Genre.PERMANENT: frozenset({"referer"}),
}


@require_GET
@par_lien
def lien(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    if not est_ouvert(lien):
        return _fermee(request, lien)
    if lien.genre == Genre.PERMANENT:
        return referer.formulaire(request, lien)
    nom = "reponse" if lien.genre == Genre.REPONSE else "suivi"
    return page(request, nom, {"demande": _demande(lien), "lien": lien})


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
    if nom == "code":
        return _code(request, lien)
    if nom not in GESTES_DU_GENRE[Genre(lien.genre)]:
        raise Http404
    if nom == "referer":
        return _referer(request, lien)
    return _repondre(request, lien, nom)


def _repondre(request: HttpRequest, lien: LienPartenaire, nom: str) -> HttpResponse:
    retour = reverse("portail:lien", args=[lien.jeton])
    if nom == corrections.GESTE:
        return corriger(request, _demande(lien).referencement, retour=retour)
    reponse = repondre(request, _demande(lien), GESTES[nom], retour=retour)
    if reponse.status_code == 409 and not est_ouvert(relu := lien_de(lien.jeton)):
        # Withdrawn between the look at the link and the lock: it answers nothing more.
        return _fermee(request, relu)
    return reponse


def _referer(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    if request.method == "GET":
        return redirect("portail:lien", lien.jeton)
    return referer.referer(request, lien)


def _code(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    """« Voir toutes nos demandes »: a code to the registered address, then the session."""
    if "demander" in request.POST:
        depots.envoyer_un_code(lien)
        messages.info(
            request, "C’est demandé. Le code arrive dans quelques minutes et sert une fois."
        )
        return redirect("portail:geste", lien.jeton, "code")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if CodePartenaire.verifier(lien, form.cleaned_data["code"], maintenant=timezone.now()):
            ouvrir_session(request, lien)
            return redirect("portail:espace")
        form.add_error("code", "Ce code n’ouvre rien. Vérifiez-le, ou demandez-en un autre.")
    contexte = {"form": form, "lien": lien, "adresse": masquer(lien.adresse_de_renvoi)}
    return page(request, "code", contexte, statut=form.statut)


def _renvoyer(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    """The same answer whatever comes of it; a fresh link goes to a registered address only."""
    if request.method == "POST" and lien.peut_se_renouveler:
        depots.renouveler(lien)
        messages.info(
            request,
            "C’est demandé. Si cette adresse est encore celle de votre organisme, le nouveau "
            "lien y arrive dans quelques minutes.",
        )
    elif request.method == "POST" and not est_ouvert(lien):
        return _fermee(request, lien)
    return redirect("portail:lien", lien.jeton)


def _fermee(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    contexte = {
        "lien": lien,
        "adresse": masquer(lien.adresse_de_renvoi) if lien.peut_se_renouveler else "",
        # How to reach who asked stays said when the rest no longer is.
        "ptp": lien.divulgation.apercu["ptp"] if lien.divulgation else {},
    }
    return page(request, "ferme", contexte, statut=410)


def _demande(lien: LienPartenaire) -> Demande:
    def adresse(nom: str) -> str:
        return reverse("portail:geste", args=[lien.jeton, nom])

    referencement = cast(Referencement, lien.referencement)
    if lien.genre == Genre.SUIVI:
        return Envoyee(referencement, adresse)
    return Recue(referencement, adresse, cast(Divulgation, lien.divulgation))

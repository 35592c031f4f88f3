"""Who is at the partenaire’s door: a link, or the session that a mailed code opened from one."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from partenaires.models import Partenaire
from proximite import lectures, portee

from ..models import LienPartenaire, Referencement

Vue = Callable[..., HttpResponse]
SESSION = "portail"
DUREE = timedelta(minutes=30)


def par_lien(vue: Vue) -> Vue:
    """A page opened by the token in its address, which is the only right it carries.

    ``vue(request, lien)``: the token itself is ``lien.jeton``. It never leaves in a Referer.
    """

    @login_not_required
    @wraps(vue)
    def gardee(request: HttpRequest, jeton: str, **arguments: Any) -> HttpResponse:
        try:
            lien = lien_de(jeton)
            _dire_qui_lit(lien)
            with portee.territoires(_du_lien(lien), "Un lien ouvre sa demande, sans compte."):
                reponse = vue(request, lien, **arguments)
        except Http404:
            reponse = page(request, "inconnu", statut=404)
        reponse["Referrer-Policy"] = "no-referrer"
        return reponse

    return gardee


@portee.reseau("Un jeton dit à lui seul ce qu’il ouvre.")
def lien_de(jeton: str) -> LienPartenaire:
    lien = get_object_or_404(LienPartenaire.objects.par_jeton(jeton))
    lien.jeton = jeton
    return lien


def par_session(vue: Vue) -> Vue:
    """A page of the partenaire’s own; ``vue(request, lien)``: the link it came from, looked at
    again each time."""

    @login_not_required
    @wraps(vue)
    def gardee(request: HttpRequest, **arguments: Any) -> HttpResponse:
        lien = _lien_de_la_session(request)
        if lien is None:
            return page(request, "session_finie", statut=404)
        _dire_qui_lit(lien)
        try:
            with portee.territoires(
                _du_partenaire(lien.partenaire), "Un partenaire lit ses demandes, sans compte."
            ):
                return vue(request, lien, **arguments)
        except Http404:
            return page(request, "introuvable", statut=404)

    return gardee


def ouvrir_session(request: HttpRequest, lien: LienPartenaire) -> None:
    request.session.cycle_key()
    jusqu_a = timezone.now() + DUREE
    request.session[SESSION] = {"lien": lien.pk, "jusqu_a": jusqu_a.timestamp()}


def fermer_session(request: HttpRequest) -> None:
    request.session.pop(SESSION, None)
    request.session.cycle_key()


def _dire_qui_lit(lien: LienPartenaire) -> None:
    """For the journal: a partenaire has no account."""
    lectures.lire_au_nom_de(f"Par le lien nº\u00a0{lien.pk} de {lien.partenaire.nom}")


def _du_lien(lien: LienPartenaire) -> set[int]:
    demande = lien.referencement
    suivie = demande.repris_par_id if demande else None
    return {lien.territoire_id} | ({suivie} if suivie else set())


@portee.reseau("Un partenaire a des demandes dans plusieurs territoires.")
def _du_partenaire(partenaire: Partenaire) -> set[int]:
    siens = Referencement.objects.filter(partenaire=partenaire).order_by()
    couples = siens.values_list("territoire", "repris_par").distinct()
    return {pk for couple in couples for pk in couple if pk}


@portee.reseau("Une session du portail est ouverte par un lien.")
def _lien_de_la_session(request: HttpRequest) -> LienPartenaire | None:
    ouverte = request.session.get(SESSION)
    if ouverte is None or ouverte["jusqu_a"] <= timezone.now().timestamp():
        return None
    liens = LienPartenaire.objects.avec_ce_qu_ils_ouvrent().filter(pk=ouverte["lien"])
    lien = liens.first()
    return lien if lien and est_ouvert(lien) else None


def est_ouvert(lien: LienPartenaire) -> bool:
    return lien.est_ouvert and lien.partenaire.actif


def page(
    request: HttpRequest, nom: str, contexte: dict[str, Any] | None = None, statut: int = 200
) -> HttpResponse:
    """A page of the portal: without the places of the application, even for who is signed in."""
    contexte = {"navigation": None, **(contexte or {})}
    return render(request, f"portail/{nom}.html", contexte, status=statut)


def masquer(adresse: str) -> str:
    """« c…@exemple.test »: recognised by its owner, learned by nobody."""
    boite, _, domaine = adresse.partition("@")
    return f"{boite[:1]}…@{domaine}" if adresse else ""

"""Who is at the partenaire’s door: whoever holds a link."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..models import LienPartenaire

Vue = Callable[..., HttpResponse]


def par_lien(vue: Vue) -> Vue:
    """A page opened by the token in its address, which is the only right it carries.

    ``vue(request, lien)``: the token itself is ``lien.jeton``. It never leaves in a Referer.
    """

    @login_not_required
    @wraps(vue)
    def gardee(request: HttpRequest, jeton: str, **arguments: Any) -> HttpResponse:
        lien = LienPartenaire.objects.par_jeton(jeton).first()
        if lien is None:
            reponse = page(request, "inconnu", statut=404)
        else:
            lien.jeton = jeton
            reponse = vue(request, lien, **arguments)
        reponse["Referrer-Policy"] = "no-referrer"
        return reponse

    return gardee


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
    return f"{boite[:1]}…@{domaine}"

"""What a device needs to work without network, and where what it kept is sent."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from familles.forms.hors_ligne import FORMULAIRES
from familles.models import Famille
from proximite.forms import SaisieForm

FICHIERS = (
    "vendor/bootstrap/bootstrap.min.css",
    "css/proximite.css",
    "css/hors_ligne.css",
    "js/hors_ligne.js",
    "js/coffre.js",
    "js/file.js",
    "js/compteurs.js",
    "img/proximite.svg",
)


@require_GET
@reserve_a(Role.PTP)
def page(request: RequeteConnectee) -> HttpResponse:
    """A shell that devices keep: it holds no datum of anyone, whoever asks for it."""
    formulaires = {
        genre: formulaire(utilisateur=request.user, auto_id=f"{genre}_%s")
        for genre, formulaire in FORMULAIRES.items()
    }
    return render(request, "familles/hors_ligne.html", formulaires)


@require_GET
@reserve_a(Role.PTP)
def travailleur(request: RequeteConnectee) -> HttpResponse:
    """The service worker; another version is another cache. A device without a session keeps the
    one it has."""
    adresses = [reverse("familles:hors_ligne"), *map(static, FICHIERS)]
    contexte = {"version": _version(), "adresses": json.dumps(adresses)}
    return render(request, "familles/sw.js", contexte, content_type="text/javascript")


@cache
def _version() -> str:
    gabarits = ("familles/hors_ligne.html", "familles/sw.js")
    lus: list[Any] = [get_template(nom) for nom in gabarits]
    chemins = [gabarit.origin.name for gabarit in lus]
    chemins += [chemin for nom in FICHIERS if (chemin := finders.find(nom))]
    return sha256(b"".join(Path(chemin).read_bytes() for chemin in chemins)).hexdigest()[:16]


@require_POST
@reserve_a(Role.PTP)
def envoyer(request: RequeteConnectee) -> HttpResponse:
    """One entry, by the form of its page; once, whatever the retries."""
    formulaire = FORMULAIRES.get(request.POST.get("genre", ""))
    if formulaire is None:
        inconnue = {
            "champ": "",
            "libelle": "",
            "message": "Genre de saisie inconnu.",
        }
        return JsonResponse({"erreurs": [inconnue]}, status=422)
    form = formulaire(_corps(request), utilisateur=request.user)
    if form.enregistrer(par=request.user) is None:
        return JsonResponse({"erreurs": _raisons(form)}, status=422)
    return JsonResponse({"enregistree": True})


def _corps(request: RequeteConnectee) -> QueryDict:
    """A famille opened without network is named by the key of its own entry; the only
    territoire of who sends need not be said."""
    corps = request.POST.copy()
    if ouverte := _famille_ouverte(request):
        corps["famille"] = ouverte
    territoires = request.user.territoires_ecrits
    if "territoire" not in corps and len(territoires) == 1:
        corps["territoire"] = str(next(iter(territoires)))
    return corps


def _famille_ouverte(request: RequeteConnectee) -> str | None:
    try:
        cle = UUID(request.POST.get("famille_cle", ""))
    except ValueError:
        return None
    siennes = Famille.objects.filter(saisie_par=request.user, cle=cle)
    return siennes.values_list("code", flat=True).first()


def _raisons(form: SaisieForm) -> list[dict[str, str]]:
    """In French, each under the name its field has on the page."""
    return [
        {
            "champ": nom,
            "libelle": str(form.fields[nom].label or form[nom].label) if nom in form.fields else "",
            "message": str(message),
        }
        for nom, messages in form.errors.items()
        for message in messages
    ]

"""« Enregistré », and a way back: a quick entry is undone by its author, for a few minutes.

The rule is the model’s (``annuler(par=…)``); here is what every page of it does: the message that
offers it, and the form that comes back filled as it was (decision 0030).
"""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

SESSION = "a_corriger"
REPRENDRE = "corriger"


def annoncer(request: HttpRequest, fait: str, adresse: str) -> None:
    """Say what is done, with a button that posts to ``adresse`` to undo it."""
    request.session.pop(SESSION, None)
    messages.success(request, fait, extra_tags=adresse)


def revenir(request: HttpRequest, page: str, contenu: Mapping[str, Any]) -> HttpResponse:
    """Back to the form at ``page``, filled with what was undone until something else is logged."""
    retenu = json.loads(json.dumps(contenu, cls=DjangoJSONEncoder))
    request.session[SESSION] = {"annulee": request.path, "page": page, "contenu": retenu}
    return _vers(request, page)


def deja_revenue(request: HttpRequest) -> HttpResponse | None:
    """A second tap on « Annuler » leads where the first did."""
    retenu = request.session.get(SESSION, {})
    return _vers(request, retenu["page"]) if retenu.get("annulee") == request.path else None


def a_corriger(request: HttpRequest) -> dict[str, Any] | None:
    """What the form of this page holds after an undo."""
    retenu = request.session.get(SESSION, {})
    ici = REPRENDRE in request.GET and retenu.get("page") == request.path
    return retenu["contenu"] if ici else None


def contenu_de(form: BaseForm) -> dict[str, Any]:
    """What a form on a row would send: the same entry, to be logged again."""
    propres = (nom for nom in form.fields if nom not in ("cle", "version"))
    return {nom: form[nom].value() for nom in propres}


def _vers(request: HttpRequest, page: str) -> HttpResponse:
    messages.info(
        request, "C’est annulé\u00a0: rien n’est enregistré. Corrigez, ou quittez la page."
    )
    return redirect(f"{page}?{REPRENDRE}=1")

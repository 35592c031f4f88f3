"""A partenaire says that it has a correction, from a link or from its own page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from ...models import Referencement
from ..corrections import confirmer


def corriger(request: HttpRequest, referencement: Referencement, *, retour: str) -> HttpResponse:
    if request.method == "POST":
        if not confirmer(referencement):
            raise Http404
        messages.success(request, "C’est noté. Merci!")
    return redirect(retour)

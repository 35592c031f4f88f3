"""« Référer une famille à la PTP », by the standing link of a partenaire."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

from ...models import LienPartenaire
from ..acces import page
from ..forms import ReferenceForm

# A field that people do not see and that machines fill in.
PIEGE = "sujet"


def formulaire(
    request: HttpRequest, lien: LienPartenaire, form: ReferenceForm | None = None
) -> HttpResponse:
    form = form or ReferenceForm(lien=lien)
    contexte = {"form": form, "lien": lien, "piege": PIEGE}
    return page(request, "referer", contexte, statut=form.statut)


def referer(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    if request.POST.get(PIEGE):
        return page(request, "recu", {"lien": lien})
    if not ratelimit.consume(request, action="referer"):
        return ratelimit.respond_429(request)
    form = ReferenceForm(request.POST, lien=lien)
    if entrant := form.enregistrer(par=lien.partenaire):
        return page(request, "recu", {"lien": lien, "entrant": entrant})
    return formulaire(request, lien, form)

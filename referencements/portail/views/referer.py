"""« Référer une famille à la PTP », by the standing link of a partenaire."""

from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from ...models import LienPartenaire
from ..acces import page
from ..forms import ReferenceForm

# A field that people do not see and that machines fill in.
PIEGE = "sujet"
TROP_VITE = "Trop de demandes en peu de temps. Attendez une heure, ou téléphonez à la PTP."


def formulaire(
    request: HttpRequest, lien: LienPartenaire, form: ReferenceForm | None = None
) -> HttpResponse:
    form = form or ReferenceForm(lien=lien)
    contexte = {"form": form, "lien": lien, "piege": PIEGE}
    return page(request, "referer", contexte, statut=form.statut)


def referer(request: HttpRequest, lien: LienPartenaire) -> HttpResponse:
    if request.POST.get(PIEGE):
        return page(request, "recu", {"lien": lien})
    form = ReferenceForm(request.POST, lien=lien)
    if not ratelimit.consume(request, action="referer"):
        form.add_error(None, ValidationError(TROP_VITE, code="trop"))
    elif entrant := form.enregistrer(par=lien.partenaire):
        return page(request, "recu", {"lien": lien, "entrant": entrant})
    return formulaire(request, lien, form)

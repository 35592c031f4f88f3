"""Her open sessions, each on its device; and the logout."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LogoutView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes.models import Session
from comptes.models.session import SessionQuerySet
from comptes.requetes import RequeteConnectee

AUTRES = "autres"


@reauthentication_required
@require_http_methods(["GET", "POST"])
def sessions(request: RequeteConnectee) -> HttpResponse:
    siennes = Session.objects.visibles_par(request.user).ouvertes()
    ici = request.session.session_key or ""
    if request.method == "POST":
        if _fermer(siennes, request.POST.get("fermer", ""), sauf=ici):
            messages.success(request, "C’est fermé\u00a0: il y faudra votre mot de passe.")
        else:
            messages.info(request, "Il n’y avait plus rien à fermer.")
        return redirect("comptes:sessions")
    contexte = {"sessions": siennes.order_by("-vue_le"), "ici": Session.numero_de(ici)}
    return render(request, "comptes/sessions.html", contexte)


def _fermer(siennes: SessionQuerySet, laquelle: str, *, sauf: str) -> int:
    """One that she names, or all but the one in hand, which « Fermer ma session » closes."""
    choisies = siennes if laquelle == AUTRES else siennes.filter(numero=laquelle)
    return choisies.fermer(sauf=sauf)


class DeconnexionView(LogoutView):
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The browser forgets what it keeps of pages. Not "storage": entries that wait there to
        be sent, sealed, would be lost (decision 0028); the page of the logout empties the rest."""
        reponse: HttpResponse = super().post(request, *args, **kwargs)
        reponse["Clear-Site-Data"] = '"cache"'
        return reponse


deconnexion = DeconnexionView.as_view()

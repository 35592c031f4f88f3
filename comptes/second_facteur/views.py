"""allauth's pages of the second factor, where ours differ."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from comptes.courriels import deposer_changement
from comptes.requetes import RequeteConnectee
from comptes.second_facteur import session
from comptes.second_facteur.codes import noter

RECENTE = reauthentication_required(app="allauth.mfa")


class MonSecondFacteurView(IndexView):
    http_method_names = ["get", "head"]


class ActiverApplicationView(ActivateTOTPView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        deja = Authenticator.objects.filter(user=request.user.pk, type=Authenticator.Type.TOTP)
        if deja.exists():
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        reponse = super().form_valid(form)
        facteur = Authenticator.objects.get(user=self.request.user.pk, type=Authenticator.Type.TOTP)
        noter(facteur, form.compteur)
        session.enroler(self.request, facteur)
        return reponse


class AjouterCleView(AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        reponse = super().form_valid(form)
        cles = Authenticator.objects.filter(
            user=self.request.user.pk, type=Authenticator.Type.WEBAUTHN
        )
        session.enroler(self.request, cles.latest("pk"))
        return reponse


class RefaireCodesView(GenerateRecoveryCodesView):
    success_url = reverse_lazy("mfa_view_recovery_codes")


@RECENTE
@require_http_methods(["GET", "POST"])
def codes_de_secours(request: RequeteConnectee) -> HttpResponse:
    """Shown until she says that she has them, then never again."""
    siens = Authenticator.objects.filter(user=request.user)
    facteur = siens.filter(type=Authenticator.Type.RECOVERY_CODES).first()
    if facteur is None:
        return redirect("mfa_index")
    codes = facteur.wrap()
    if request.method == "POST":
        codes.mark_as_viewed()
        return redirect("accueil")
    montres = [] if codes.did_view else codes.get_unused_codes()
    contexte = {"codes": [f"{code[:4]} {code[4:]}" for code in montres]}
    return render(request, "mfa/recovery_codes/index.html", contexte)


@RECENTE
@require_http_methods(["GET", "POST"])
def facteur_retirer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The application or a key; without any left, she enrols again before anything else."""
    siens = Authenticator.objects.filter(user=request.user)
    facteur = get_object_or_404(siens.exclude(type=Authenticator.Type.RECOVERY_CODES), pk=pk)
    if request.method == "GET":
        return render(request, "mfa/retirer.html", {"facteur": facteur})
    delete_and_cleanup(request, facteur)
    # It may have been taken with what it opened: only who removes it stays.
    request.user.sessions.fermer(sauf=request.session.session_key)
    deposer_changement(request.user, "mfa/email/retire")
    if not session.a_un_facteur(request.user):
        session.oublier(request)
    messages.success(
        request,
        "C’est retiré\u00a0: ce moyen n’ouvre plus votre compte, et vos autres sessions sont "
        "fermées.",
    )
    return redirect("mfa_index")


mon_second_facteur = MonSecondFacteurView.as_view()
demander_le_code = AuthenticateView.as_view()
activer_application = ActiverApplicationView.as_view()
ajouter_cle = AjouterCleView.as_view()
refaire_codes = RefaireCodesView.as_view()
ouvrir_par_cle = method_decorator(login_not_required, name="dispatch")(LoginWebAuthnView).as_view()

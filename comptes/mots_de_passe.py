"""A forgotten password: allauth's two pages, that lead back to the login page."""

from allauth.account import views
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse_lazy

from comptes.forms import MotDePasseOublieForm


class MotDePasseOublieView(views.PasswordResetView):
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: MotDePasseOublieForm) -> HttpResponse:
        """The same answer whether the address has an account or not."""
        reponse = super().form_valid(form)
        if reponse.status_code == 302:
            messages.info(
                self.request,
                "Si cette adresse a un compte, un lien vient d’y être envoyé. Il est valable "
                "trois jours et sert une seule fois. Rien dans quelques minutes? Regardez dans "
                "les courriels indésirables.",
            )
        return reponse


class NouveauMotDePasseView(views.PasswordResetFromKeyView):
    success_url = reverse_lazy("account_login")


mot_de_passe_oublie = MotDePasseOublieView.as_view()
mot_de_passe_nouveau = NouveauMotDePasseView.as_view()

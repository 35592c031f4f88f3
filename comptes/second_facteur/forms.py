from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from comptes.second_facteur.codes import compteur_de, consommer
from proximite.forms import ProximiteForm

CLAVIER = {"inputmode": "numeric", "autocomplete": "one-time-code", "enterkeyhint": "done"}


def _en_code(champ: forms.Field, libelle: str, aide: str) -> None:
    champ.label, champ.help_text = libelle, aide
    champ.widget.attrs = {**CLAVIER, "maxlength": "20"}


class CodeForm(ProximiteForm, AuthenticateForm):
    """A code of the application, or one of those kept on paper. Attempts are counted by account
    and by address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aide = "Les six chiffres de l’application, ou un de vos codes de secours."
        _en_code(self.fields["code"], "Code", aide)

    def clean_code(self) -> str:
        effacer_les_essais = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        facteur = consommer(self.user, code)
        if facteur is None:
            raise get_adapter().validation_error("incorrect_code")
        facteur.user = self.user
        self.authenticator = facteur
        effacer_les_essais()
        return code


class ActiverApplicationForm(ProximiteForm, ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _en_code(self.fields["code"], "Code de l’application", "Six chiffres, bons une fois.")

    def clean_code(self) -> str:
        code: str = super().clean_code()
        self.compteur = compteur_de(self.secret, code)
        return code

    @property
    def secret_en_blocs(self) -> str:
        """Easier to copy by hand: four characters at a time."""
        return " ".join(self.secret[i : i + 4] for i in range(0, len(self.secret), 4))


class AjouterCleForm(ProximiteForm, AddWebAuthnForm):
    """Sent by ``static/js/cle_acces.js``; the key is named after the browser that made it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget = forms.HiddenInput()
        self.fields["passwordless"].widget = forms.HiddenInput()

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.utils import timezone

from comptes.courriels import deposer_mot_de_passe_oublie
from comptes.models import Affectation, Invitation, Role, Utilisateur
from proximite.forms import ProximiteForm
from territoires.models import OrganismePorteur

AIDE_MOT_DE_PASSE = (
    "Au moins 12 caractères. Une phrase de quelques mots, qui ne sert nulle part ailleurs."
)


def _nommer(champ: forms.Field, libelle: str, aide: str = "") -> None:
    """Our words on a field of allauth, whose French is partial and placeholders are labels."""
    champ.label, champ.help_text = libelle, aide
    champ.widget.attrs.pop("placeholder", None)


class ConnexionForm(ProximiteForm, LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _nommer(self.fields["login"], "Courriel")
        _nommer(self.fields["password"], "Mot de passe")
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class MotDePasseOublieForm(ProximiteForm, ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _nommer(self.fields["email"], "Courriel de votre compte")

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        deposer_mot_de_passe_oublie(self.users[0] if self.users else None)
        return str(self.cleaned_data["email"])


class NouveauMotDePasseForm(ProximiteForm, ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _nommer(self.fields["password1"], "Nouveau mot de passe", AIDE_MOT_DE_PASSE)
        del self.fields["password2"]


class ChangerMotDePasseForm(ProximiteForm, ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _nommer(self.fields["oldpassword"], "Mot de passe actuel")
        _nommer(self.fields["password1"], "Nouveau mot de passe", AIDE_MOT_DE_PASSE)
        del self.fields["password2"]


class ConfirmerIdentiteForm(ProximiteForm, ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _nommer(self.fields["password"], "Mot de passe")


class InvitationForm(ProximiteForm, forms.ModelForm):
    """Invite someone to a role that ``utilisateur`` may give."""

    class Meta:
        model = Invitation
        fields = ["email", "role", "territoire", "heures_semaine"]

    utilisateur: Utilisateur

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = self.utilisateur.roles_invitables
        self.fields["role"] = forms.ChoiceField(
            label="Rôle", choices=[(role.value, role.label) for role in roles]
        )
        territoires = self.utilisateur.territoires_invitables
        self.fields["territoire"] = forms.ModelChoiceField(
            territoires,
            label="Territoire",
            required=roles == [Role.PTP],
            initial=territoires.first() if roles == [Role.PTP] else None,
            help_text="" if roles == [Role.PTP] else "Pour une PTP ou une personne gestionnaire.",
        )
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def inviter(self) -> Invitation | None:
        if not self.is_valid():
            return None
        return Invitation.inviter(par=self.utilisateur, **self.cleaned_data)


class AcceptationForm(ProximiteForm, forms.Form):
    """Open one's account from an invitation."""

    prenom = forms.CharField(
        label="Prénom", max_length=60, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    nom = forms.CharField(
        label="Nom", max_length=60, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        help_text=AIDE_MOT_DE_PASSE,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean(self) -> None:
        super().clean()
        saisi = self.cleaned_data
        if "mot_de_passe" in saisi:
            futur = Utilisateur(
                email=self.invitation.email,
                prenom=saisi.get("prenom", ""),
                nom=saisi.get("nom", ""),
            )
            try:
                password_validation.validate_password(saisi["mot_de_passe"], futur)
            except forms.ValidationError as erreur:
                self.add_error("mot_de_passe", erreur)

    def ouvrir_compte(self) -> Utilisateur | None:
        if not self.is_valid():
            return None
        try:
            return self.invitation.ouvrir_compte(**self.cleaned_data)
        except forms.ValidationError as erreur:
            self.add_error(None, erreur)
            return None


class FinAffectationForm(ProximiteForm, forms.ModelForm):
    """The last day of an affectation."""

    class Meta:
        model = Affectation
        fields = ["au"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["au"] = self.instance.au or timezone.localdate()
        self.fields["au"] = forms.DateField(
            label="Dernier jour, inclus",
            widget=self.fields["au"].widget,
            help_text="Dès le lendemain, le compte n’ouvre plus les familles de ce territoire.",
        )

    def terminer(self) -> bool:
        if not self.is_valid():
            return False
        try:
            self.instance.terminer(le=self.cleaned_data["au"])
        except forms.ValidationError as erreur:
            self.add_error(None, erreur)
        return self.is_valid()


class ChoixDePersonne(forms.ModelChoiceField):
    def label_from_instance(self, obj: Utilisateur) -> str:
        return obj.get_full_name()


class SecondContactForm(ProximiteForm, forms.ModelForm):
    """Someone of the team, or nobody."""

    class Meta:
        model = Affectation
        fields = ["second_contact"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second_contact"] = ChoixDePersonne(
            self.instance.contacts_possibles,
            label="Second contact",
            required=False,
            empty_label="Personne",
            widget=forms.RadioSelect,
        )

    @property
    def a_elle(self) -> bool:
        return self.instance.utilisateur == self.utilisateur

    def save(self, commit: bool = True) -> Affectation:
        """This alone: the dates may have moved since the page was opened."""
        self.instance.save(update_fields=["second_contact"])
        return self.instance


class AliasHorsLigneForm(ProximiteForm, forms.ModelForm):
    """What the devices of an organisme may keep of its familles."""

    class Meta:
        model = OrganismePorteur
        fields = ["alias_hors_ligne"]
        help_texts = {"alias_hors_ligne": ""}

    def save(self, commit: bool = True) -> OrganismePorteur:
        self.instance.save(update_fields=["alias_hors_ligne"])
        return self.instance

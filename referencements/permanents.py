"""« Référer une famille à la PTP »: giving a partenaire the link that it keeps."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from comptes.models import Utilisateur
from courriels.models import Courriel
from partenaires.models import Partenaire
from proximite.forms import ProximiteForm
from territoires.models import Territoire

from .courriels.entrants import adresse_du_lien
from .models import LienPartenaire


class LienPermanentForm(ProximiteForm, forms.Form):
    """A link of one territoire that both serve, to show once or to mail.

    The token of a mailed one is made when the message leaves: nobody here ever sees it.
    """

    MONTRER, ENVOYER = "montrer", "envoyer"

    cle = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    territoire = forms.ModelChoiceField(Territoire.objects.all(), label="Territoire")
    geste = forms.ChoiceField(choices=[(MONTRER, "Montrer"), (ENVOYER, "Envoyer")])

    def __init__(self, *args: Any, partenaire: Partenaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partenaire = partenaire
        self.adresse = next(iter(partenaire.adresses_courriel), "")
        self.jeton = ""
        champ = cast(forms.ModelChoiceField, self.fields["territoire"])
        if champ.queryset is not None and not partenaire.dans_tout_le_reseau:
            champ.queryset = champ.queryset.filter(partenaires=partenaire)
        if champ.queryset is not None and len(siens := champ.queryset[:2]) == 1:
            champ.initial, champ.empty_label = siens[0], None

    @property
    def statut(self) -> int:
        return 200 if self.jeton else super().statut

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if donnees.get("geste") == self.ENVOYER and not self.adresse:
            raise ValidationError("Ce partenaire n’a pas de courriel à sa fiche.", code="adresse")
        if not self.partenaire.actif:
            raise ValidationError("Cet organisme n’est plus en activité.", code="inactif")
        return donnees

    def enregistrer(self, *, par: Utilisateur) -> bool:
        if not self.is_valid():
            return False
        territoire = self.cleaned_data["territoire"]
        if self.cleaned_data["geste"] == self.ENVOYER:
            self._envoyer(territoire, par=par)
        else:
            _, self.jeton = LienPartenaire.pour_referer(self.partenaire, territoire, par=par)
        return True

    def _envoyer(self, territoire: Territoire, *, par: Utilisateur) -> None:
        Courriel.deposer(
            genre="lien_pour_referer",
            destinataire=self.adresse,
            cle=f"lien-pour-referer-{self.partenaire.pk}-{self.cleaned_data['cle']}",
            concerne=f"partenaire-{self.partenaire.pk}",
            donnees={
                "partenaire": self.partenaire.pk,
                "territoire": territoire.pk,
                "par": par.pk,
            },
        )

    @property
    def lien(self) -> str:
        """The whole address to hand over; empty unless it was just made."""
        return adresse_du_lien(self.jeton) if self.jeton else ""

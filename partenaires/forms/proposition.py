from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from comptes.models import Utilisateur
from proximite.forms import ProximiteForm

from ..models import PropositionFiche
from ..models.textes import libelles


class PropositionForm(ProximiteForm, forms.Form):
    """The corrections ticked, on the entry as it was shown."""

    champs = forms.MultipleChoiceField(
        label="Corrections acceptées", required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, proposition: PropositionFiche, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposition = proposition
        champs = cast(forms.MultipleChoiceField, self.fields["champs"])
        noms = libelles()
        champs.choices = [(nom, noms[nom]) for nom in proposition.champs]
        self.initial.update(champs=list(proposition.champs), version=proposition.partenaire.version)

    @property
    def statut(self) -> int:
        return 409 if self.has_error("__all__", "conflit") else super().statut

    @property
    def coches(self) -> list[str]:
        return self["champs"].value() or []

    def approuver(self, *, par: Utilisateur, le: date) -> bool:
        if not self.is_valid():
            return False
        try:
            self.proposition.approuver(par=par, le=le, **self.cleaned_data)
        except ValidationError as refus:
            self.signaler_refus(refus)
            self._reprendre_la_fiche()
            return False
        return True

    def _reprendre_la_fiche(self) -> None:
        """What is shown with the refusal is the entry of now: she decides on that one."""
        self.proposition.refresh_from_db()
        donnees = QueryDict(mutable=True)
        donnees.update(self.data)
        donnees["version"] = str(self.proposition.partenaire.version)
        self.data = donnees


class RefusPropositionForm(ProximiteForm, forms.Form):
    motif = forms.CharField(
        label="Pourquoi", max_length=300, help_text="L’organisme lira cette phrase sur sa page."
    )

    def refuser(self, proposition: PropositionFiche, *, par: Utilisateur) -> bool:
        if not self.is_valid():
            return False
        try:
            proposition.refuser(par=par, motif=self.cleaned_data["motif"])
        except ValidationError as refus:
            self.signaler_refus(refus)
            return False
        return True

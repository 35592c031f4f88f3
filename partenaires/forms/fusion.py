from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from comptes.models import Utilisateur
from proximite.forms import ProximiteForm

from ..models import FusionPartenaires, Partenaire

GARDE, ABSORBE = "garde", "absorbe"


class FusionForm(ProximiteForm, forms.Form):
    """For each field on which two entries differ, which value stays."""

    versions = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, garde: Partenaire, absorbe: Partenaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.garde, self.absorbe = garde, absorbe
        self.initial["versions"] = self._versions()
        for nom in FusionPartenaires.CHAMPS:
            self._comparer(nom)

    def _comparer(self, nom: str) -> None:
        champ = Partenaire._meta.get_field(nom.removesuffix("_id"))
        valeurs = [_en_mots(fiche, champ.name) for fiche in (self.garde, self.absorbe)]
        if valeurs[0] == valeurs[1]:
            return
        self.fields[nom] = forms.ChoiceField(
            label=str(getattr(champ, "verbose_name", nom)).capitalize(),
            choices=[
                (cote, v or "Rien") for cote, v in zip((GARDE, ABSORBE), valeurs, strict=True)
            ],
            widget=forms.RadioSelect,
        )
        self.initial[nom] = GARDE if valeurs[0] else ABSORBE

    def _versions(self) -> str:
        return f"{self.garde.version}-{self.absorbe.version}"

    @property
    def statut(self) -> int:
        return 409 if self.has_error("__all__", "conflit") else super().statut

    def fusionner(self, *, par: Utilisateur) -> FusionPartenaires | None:
        if not self.is_valid():
            return None
        choix = self.cleaned_data
        lues = choix["versions"] == self._versions()
        try:
            return FusionPartenaires.fusionner(
                garde=self.garde,
                absorbe=self.absorbe,
                par=par,
                de_absorbe=[nom for nom in FusionPartenaires.CHAMPS if choix.get(nom) == ABSORBE],
                versions=(self.garde.version, self.absorbe.version) if lues else (0, 0),
            )
        except ValidationError as refus:
            self.signaler_refus(refus)
            self._reprendre_les_fiches()
            return None

    def _reprendre_les_fiches(self) -> None:
        """What is shown with the refusal is the entries of now: she decides on those."""
        donnees = QueryDict(mutable=True)
        donnees.update(self.data)
        donnees["versions"] = self._versions()
        self.data = donnees


def _en_mots(fiche: Partenaire, nom: str) -> str:
    if nom == "nature":
        return fiche.get_nature_display()
    valeur = getattr(fiche, nom)
    return str(getattr(valeur, "as_national", valeur))

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from proximite.forms import ProximiteForm
from rapports.fenetres import Calendrier, Fenetre


class FenetreForm(ProximiteForm, forms.Form):
    """The window of a page, from its address; the current Periode when the address has none.

    ``fenetre`` is None when the dates can't be used: the page says why, with status 422.
    """

    debut = forms.DateField(label="Du", widget=forms.DateInput)
    fin = forms.DateField(label="Au (inclus)", widget=forms.DateInput)

    def __init__(self, adresse: Any) -> None:
        self.calendrier = Calendrier.charger(timezone.localdate())
        self.defaut = self.calendrier.par_defaut
        defauts = {"debut": self.defaut.debut.isoformat(), "fin": self.defaut.fin.isoformat()}
        super().__init__({**defauts, **adresse.dict()})

    @property
    def fenetre(self) -> Fenetre | None:
        if not self.is_valid():
            return None
        return self.calendrier.nommer(self.cleaned_data["debut"], self.cleaned_data["fin"])

    @property
    def statut(self) -> int:
        return 200 if self.is_valid() else 422

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if isinstance(debut, date) and isinstance(fin, date) and fin < debut:
            self.add_error("fin", "La fin vient après le début.")
        return donnees

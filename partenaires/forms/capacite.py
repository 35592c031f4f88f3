from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from proximite.forms import ProximiteForm

from ..models import OffreService

DECLARABLES = [
    OffreService.Capacite.DISPONIBLE,
    OffreService.Capacite.LISTE_ATTENTE,
    OffreService.Capacite.COMPLET,
]


class CapaciteForm(ProximiteForm, forms.Form):
    capacite = forms.ChoiceField(
        label="Capacité",
        choices=[(c.value, c.label) for c in DECLARABLES],
        widget=forms.RadioSelect,
    )
    semaines = forms.IntegerField(
        label="Attente estimée, en semaines",
        help_text="Avec une liste d’attente seulement.",
        required=False,
        min_value=0,
    )

    def __init__(self, *args: Any, offre: OffreService, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offre = offre
        self.initial.update(capacite=offre.capacite, semaines=offre.attente_semaines)

    def declarer(self, *, le: date) -> bool:
        """Weeks left in the field beside « complet » say nothing."""
        if not self.is_valid():
            return False
        capacite = self.cleaned_data["capacite"]
        en_liste = capacite == OffreService.Capacite.LISTE_ATTENTE
        semaines = self.cleaned_data["semaines"] if en_liste else None
        try:
            self.offre.declarer(capacite=capacite, semaines=semaines, le=le)
        except ValidationError as refus:
            self.add_error("semaines", refus.messages)
            return False
        return True

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from proximite.forms import ProximiteForm


class GesteForm(ProximiteForm, forms.Form):
    """Asks what a verb of a model needs: ``agir`` calls it, and its refusals are shown here."""

    def enregistrer(self, *, par: models.Model) -> bool:
        if not self.is_valid():
            return False
        try:
            self.agir(par=par)
        except ValidationError as refus:
            self.signaler_refus(refus)
            return False
        return True

    def agir(self, *, par: Any) -> None:
        raise NotImplementedError

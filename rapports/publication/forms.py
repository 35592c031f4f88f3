"""What the comité publishes: one period, or several that follow each other."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from proximite.forms import ProximiteForm

from ..models import Periode
from .publier import verifier


class PublierForm(ProximiteForm, forms.Form):
    """``choisies``: the periods from one to the other, in order."""

    du = forms.ModelChoiceField(Periode.objects.none(), label="De la période")
    au = forms.ModelChoiceField(Periode.objects.none(), label="À la période (incluse)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terminees = Periode.objects.terminees().order_by("debut")
        for nom in ("du", "au"):
            self.fields[nom].queryset = terminees  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        du, au = donnees.get("du"), donnees.get("au")
        if du and au:
            if au.debut < du.debut:
                raise ValidationError("La dernière période vient avant la première.")
            verifier(self.choisies)
        return donnees

    @property
    def choisies(self) -> list[Periode]:
        du, au = self.cleaned_data["du"], self.cleaned_data["au"]
        return list(Periode.objects.filter(debut__range=(du.debut, au.debut)).order_by("debut"))

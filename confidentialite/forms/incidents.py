from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from comptes.models import Utilisateur
from confidentialite.models import Incident
from confidentialite.models.incident import CHAMPS_INSCRITS
from confidentialite.models.portee import organismes_de
from proximite.forms import SaisieForm, VersionForm


class ChampsIncident(forms.ModelForm):
    """The eight elements, for one of the organismes of whoever writes them."""

    class Meta:
        model = Incident
        fields = ["organisme", *CHAMPS_INSCRITS]
        widgets = {
            nom: forms.Textarea({"rows": 3})
            for nom in ("renseignements", "circonstances", "risque", "mesures")
        } | {"gravite": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organismes = organismes_de(kwargs["utilisateur"])
        champ = cast(forms.ModelChoiceField, self.fields["organisme"])
        champ.queryset = organismes
        if len(organismes) == 1:
            self.initial["organisme"], champ.disabled = organismes[0].pk, True
            champ.widget = forms.HiddenInput()

    def add_error(self, field: Any, error: Any) -> None:
        """What a constraint refuses is said beside the field that its code names."""
        if field is None:
            for erreur in getattr(error, "error_dict", {}).pop(NON_FIELD_ERRORS, []):
                super().add_error(erreur.code if erreur.code in self.fields else None, erreur)
        super().add_error(field, error)

    def consigner(self, *, par: Utilisateur) -> Incident:
        self.instance.inscrire(par=par)
        return self.instance


class IncidentForm(ChampsIncident, SaisieForm):
    porte = "visibles_par"


class IncidentCorrigerForm(ChampsIncident, VersionForm):
    porte = "visibles_par"

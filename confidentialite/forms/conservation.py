from django import forms

from comptes.models import Utilisateur
from confidentialite.models import Suspension
from proximite.forms import SaisieForm


class SuspensionForm(SaisieForm):
    porte = "visibles_par"

    class Meta:
        model = Suspension
        fields = ["motif", "jusqu_au"]
        widgets = {"motif": forms.Textarea({"rows": 2, "maxlength": 200})}

    def consigner(self, *, par: Utilisateur) -> Suspension:
        self.instance.poser()
        return self.instance

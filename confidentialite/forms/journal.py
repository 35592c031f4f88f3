from typing import Any, cast

from django import forms

from comptes.forms import ChoixDePersonne
from comptes.models import Affectation, Utilisateur
from confidentialite.models import AlerteAcces, Consultation, ConsultationQuerySet
from proximite.forms import ProximiteForm


class FiltreForm(ProximiteForm, forms.Form):
    """What of the journal to read, from its address: nothing in it names a famille."""

    qui = ChoixDePersonne(
        Utilisateur.objects.none(), label="Personne", required=False, empty_label="Toute l’équipe"
    )
    geste = forms.ChoiceField(
        label="Geste", required=False, choices=[("", "Tous"), *Consultation.Geste.choices]
    )
    jour = forms.DateField(label="Jour", required=False, widget=forms.DateInput)

    def __init__(self, *args: Any, utilisateur: Utilisateur) -> None:
        super().__init__(*args, utilisateur=utilisateur)
        equipe = Affectation.objects.filter(territoire__in=utilisateur.territoires_geres)
        qui = cast(forms.ModelChoiceField, self.fields["qui"])
        qui.queryset = Utilisateur.objects.filter(pk__in=equipe.values("utilisateur"))

    @property
    def statut(self) -> int:
        return 200 if self.is_valid() else 422

    def filtrer(self, lignes: ConsultationQuerySet) -> ConsultationQuerySet:
        """Nothing where the address makes no sense: the form says why."""
        if not self.is_valid():
            return lignes.none()
        if qui := self.cleaned_data["qui"]:
            lignes = lignes.filter(utilisateur=qui)
        if geste := self.cleaned_data["geste"]:
            lignes = lignes.sur(geste)
        if jour := self.cleaned_data["jour"]:
            lignes = lignes.filter(le__date=jour)
        return lignes


class AlerteForm(ProximiteForm, forms.ModelForm):
    class Meta:
        model = AlerteAcces
        fields = ["suite"]
        widgets = {"suite": forms.Textarea({"rows": 3, "maxlength": 300})}
        help_texts = {"suite": "Par exemple\u00a0: elle préparait sa passation."}

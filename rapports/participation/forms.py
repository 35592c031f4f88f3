from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from comptes.models import Utilisateur
from proximite.forms import ProximiteForm, VersionForm
from territoires.models import Region

from ..models import Periode, RapportParticipation
from ..models.participation import TEXTES


class TextesForm(VersionForm):
    """The texts of a draft; a report submitted meanwhile is not written over."""

    class Meta:
        model = RapportParticipation
        fields = TEXTES
        widgets = {nom: forms.Textarea({"rows": 5}) for nom in TEXTES}

    def consigner(self, *, par: Utilisateur) -> RapportParticipation:
        if not self.instance.est_modifiable:
            raise ValidationError(
                "Ce rapport est soumis\u00a0: reprenez-le d’abord, pour le modifier.", code="soumis"
            )
        return super().consigner(par=par)


class SoumettreForm(ProximiteForm, forms.Form):
    """Says which texts were read again before they are frozen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(ProximiteForm, forms.Form):
    """Says which version was read."""

    numero = forms.IntegerField(widget=forms.HiddenInput)


class RetourForm(DecisionForm):
    commentaire = forms.CharField(
        label="Ce qui est à revoir",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="La personne gestionnaire le lira. Ni famille ni personne n’y est nommée.",
    )


class RemisesForm(ProximiteForm, forms.Form):
    """The Periode and the région of a list, from its address."""

    periode = forms.ModelChoiceField(
        Periode.objects.all(), required=False, widget=forms.HiddenInput
    )
    region = forms.ModelChoiceField(
        Region.objects.filter(territoires__isnull=False).distinct(),
        label="Région",
        required=False,
        empty_label="Tout le réseau",
    )

    @cached_property
    def periodes(self) -> list[Periode]:
        return list(Periode.objects.commencees())

    @property
    def choisie(self) -> Periode | None:
        """The last one over, unless told otherwise; None when what is asked does not exist."""
        if not self.is_valid():
            return None
        terminees = [p for p in self.periodes if p.est_terminee()]
        return self.cleaned_data["periode"] or next(iter([*terminees, *self.periodes]), None)

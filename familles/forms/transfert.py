"""Proposing a transfert with the agreement of a famille, and answering it."""

from typing import Any, cast

from django import forms
from django.db import models

from activites.forms import au_plus_tard_aujourdhui
from familles.forms.commun import GesteForm
from familles.forms.situation import AdulteField
from familles.models import Transfert
from proximite.forms import SaisieForm
from territoires.models import Territoire


class TransfertForm(SaisieForm):
    vers = forms.ModelChoiceField(Territoire.objects.none(), label="Vers quel territoire")

    class Meta:
        model = Transfert
        fields = ["vers", "adulte", "consenti_le", "mots", "avec_notes"]
        field_classes = {"adulte": AdulteField}
        widgets = {"mots": forms.Textarea({"rows": 3, "maxlength": 300})}
        help_texts = {
            "mots": "Ce qu’elle accepte, comme elle le dit. La nouvelle PTP le lira.",
            "avec_notes": "Sinon, les notes restent sous clé\u00a0: personne ne les lit.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        famille = self.instance.famille
        autres = Territoire.objects.exclude(pk=famille.territoire_id)
        vers = cast(forms.ModelChoiceField, self.fields["vers"])
        vers.queryset = autres.select_related("organisme").order_by("nom")
        adulte = cast(forms.ModelChoiceField, self.fields["adulte"])
        adulte.queryset = famille.adultes.select_related("identite")
        adulte.empty_label = "Une personne qui n’est pas dans la fiche"
        self.fields["consenti_le"].validators.append(au_plus_tard_aujourdhui)

    def consigner(self, *, par: Any) -> models.Model:
        self.instance.proposer()
        return self.instance


class ReponseForm(GesteForm):
    """Accept, refuse or take back: each is a verb of the transfert."""

    def __init__(self, *args: Any, transfert: Transfert, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.transfert = transfert


class AccepterForm(ReponseForm):
    def agir(self, *, par: Any) -> None:
        self.transfert.accepter(par=par)


class AnnulerForm(ReponseForm):
    def agir(self, *, par: Any) -> None:
        self.transfert.annuler(par=par)


class RefuserForm(ReponseForm):
    motif = forms.CharField(label="Pourquoi", max_length=200, required=False)

    def agir(self, *, par: Any) -> None:
        self.transfert.refuser(par=par, motif=self.cleaned_data["motif"])

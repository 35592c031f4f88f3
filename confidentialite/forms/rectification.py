from typing import Any, cast

from django import forms
from django.db import transaction
from django.utils import timezone

from comptes.models import Utilisateur
from confidentialite import depots
from confidentialite.models import AvisRectification, Demande
from proximite.forms import PlusieursField, ProximiteForm
from proximite.typographie import date_moyenne
from referencements.models import Divulgation


class PropagationForm(ProximiteForm, forms.Form):
    """Which of those who received the former value are told that it was corrected."""

    divulgations = PlusieursField(
        Divulgation.objects.all(),
        label="Qui prévenir",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un partenaire."},
    )

    def __init__(self, *args: Any, demande: Demande, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.demande = demande
        champ = cast(forms.ModelMultipleChoiceField, self.fields["divulgations"])
        champ.queryset = demande.divulgations().exclude(avis_de_rectification__demande=demande)
        champ.label_from_instance = MOTS  # type: ignore[method-assign]
        champ.initial = list(champ.queryset)

    @transaction.atomic
    def prevenir(self, *, par: Utilisateur) -> list[AvisRectification]:
        choisies = self.cleaned_data["divulgations"]
        avis = [AvisRectification.donner(self.demande, d, par=par) for d in choisies]
        for chacun in avis:
            depots.prevenir_d_une_correction(chacun)
        return avis


def _en_mots(divulgation: Divulgation) -> str:
    quoi = ", ".join(libelle for libelle, _ in divulgation.contenu["coordonnees"]).lower()
    partenaire = divulgation.referencement.partenaire.nom
    suite = f"\u00a0: {quoi}" if quoi else ""
    return f"{partenaire}, le {date_moyenne(timezone.localdate(divulgation.faite_le))}{suite}"


MOTS: Any = _en_mots

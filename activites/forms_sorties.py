"""Leaving for a visite: when she expects to be back, in one tap or by the clock."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from activites.forms import choisir_territoire
from activites.models import Sortie
from proximite.forms import SaisieForm
from proximite.typographie import duree

DANS = (60, 120, 180)
A_UNE_HEURE = 0


class SortieForm(SaisieForm):
    dans = forms.TypedChoiceField(
        label="De retour dans",
        coerce=int,
        choices=[
            *((minutes, duree(minutes)) for minutes in DANS),
            (A_UNE_HEURE, "À une heure précise"),
        ],
        initial=120,
        widget=forms.RadioSelect,
    )
    heure = forms.TimeField(label="Heure du retour", required=False)

    class Meta:
        model = Sortie
        fields = ["dans", "heure", "ou", "territoire"]
        help_texts = {
            "ou": "Facultatif. Seules les personnes nommées plus bas le lisent, pendant la sortie; "
            "il s’efface à votre retour. Jamais le nom d’une famille.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ou"].widget.attrs["autocomplete"] = "off"
        choisir_territoire(self)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        maintenant = timezone.now()
        self.instance.partie_le = maintenant
        if "heure" not in self.errors and "dans" in donnees:
            try:
                self.instance.retour_prevu_le = self._retour(maintenant)
            except ValidationError as refus:
                self.add_error("heure", refus)
        return donnees

    def _retour(self, maintenant: datetime) -> datetime:
        if minutes := self.cleaned_data["dans"]:
            return maintenant + timedelta(minutes=minutes)
        heure = self.cleaned_data.get("heure")
        if heure is None:
            raise ValidationError("Indiquez l’heure du retour.", code="required")
        retour = prochaine(heure, maintenant)
        if retour - maintenant > Sortie.AU_PLUS:
            raise ValidationError(
                "Cette heure est passée, ou dans plus de 16\u00a0heures\u00a0: vérifiez.",
                code="trop_loin",
            )
        return retour

    def consigner(self, *, par: Any) -> Sortie:
        self.instance.partir()
        return self.instance


def prochaine(heure: time, maintenant: datetime) -> datetime:
    """The next time that clocks say ``heure`` here: tomorrow when it is past."""
    jour = timezone.localdate(maintenant)
    retour = timezone.make_aware(datetime.combine(jour, heure))
    if retour <= maintenant:
        retour = timezone.make_aware(datetime.combine(jour + timedelta(days=1), heure))
    return retour

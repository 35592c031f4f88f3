"""What is logged of a working day: chips to tap, a date that is today unless said otherwise."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from activites.models import (
    ACTIONS_DE_CONCERTATION,
    ActiviteDemarchage,
    ActiviteReseautage,
    Composante,
    DemandeHorsMandat,
    TypeAction,
)
from partenaires.forms import ChoixPartenaire
from partenaires.models import Partenaire
from proximite.dates import deja_arrivee
from proximite.forms import PlusieursField, SaisieForm, VersionForm
from proximite.typographie import duree

DUREES = (5, 15, 30, 60, 90)
RETARDS = (15, 30, 45, 60, 90)
AUTRE_DUREE = 0
STRATEGIES_MONTREES = 5
PREMIER_JOUR = date(2000, 1, 1)


def au_plus_tard_aujourdhui(jour: date) -> None:
    """Validator: what is logged has happened, and since this practice exists."""
    deja_arrivee(jour)
    if jour < PREMIER_JOUR:
        raise ValidationError(
            "Cette date est trop ancienne\u00a0: vérifiez l’année.", code="trop_ancienne"
        )


def au_plus_tot_aujourdhui(jour: date) -> None:
    """Validator: what is planned is to come."""
    if jour < timezone.localdate():
        raise ValidationError("Cette date est déjà passée.", code="passee")


def actions_par_composante(*composantes: Composante) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices grouped as the stratégie intégrée groups them, in a few words each."""
    return [
        (
            composante.label,
            [(a.value, a.court) for a in TypeAction if a.composante is composante],
        )
        for composante in composantes or Composante
    ]


def puce_de_duree(minutes: int) -> dict[str, int]:
    """The chip of a duration; « Autre » and its number when it has none."""
    if minutes in DUREES:
        return {"duree_min": minutes}
    return {"duree_min": AUTRE_DUREE, "duree_autre": minutes}


class ChampsTemps(forms.ModelForm):
    """Date, duration and travel of something done; a duration is one tap, or any number."""

    duree_min = forms.TypedChoiceField(
        label="Durée",
        coerce=int,
        choices=[*((minutes, duree(minutes)) for minutes in DUREES), (AUTRE_DUREE, "Autre")],
        widget=forms.RadioSelect,
    )
    duree_autre = forms.IntegerField(
        label="Autre durée (minutes)", required=False, min_value=1, max_value=24 * 60
    )
    meteo_min = forms.TypedChoiceField(
        label="Dont retard dû à la météo ou à la route",
        required=False,
        coerce=int,
        choices=[("", "Aucun"), *((minutes, duree(minutes)) for minutes in RETARDS)],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.duree_min:
            self.initial.update(puce_de_duree(self.instance.duree_min))
        self.initial["deplacement_min"] = self.initial.get("deplacement_min") or None
        self._offrir_son_retard(self.instance.meteo_min)
        self.fields["date"].validators.append(au_plus_tard_aujourdhui)
        self.fields["deplacement_min"].required = False
        self.fields["deplacement_min"].label = "Déplacement (minutes)"

    def _offrir_son_retard(self, minutes: int) -> None:
        self.initial["meteo_min"] = minutes or ""
        if minutes and minutes not in RETARDS:
            champ = cast(forms.ChoiceField, self.fields["meteo_min"])
            champ.choices = [*cast(list[Any], champ.choices), (minutes, duree(minutes))]

    def clean_meteo_min(self) -> int:
        return self.cleaned_data["meteo_min"] or 0

    def clean_deplacement_min(self) -> int:
        return self.cleaned_data["deplacement_min"] or 0

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if donnees.get("duree_min") == AUTRE_DUREE:
            autre = donnees.get("duree_autre")
            if autre is None and "duree_autre" not in self.errors:
                self.add_error("duree_autre", "Indiquez la durée en minutes.")
            # What is wrong is said there alone: the model must not refuse « 0 » as well.
            donnees["duree_min"] = autre or DUREES[0]
        if not donnees.get("deplacement_min", True):
            # A delay alone, in one tap: she was on the road for that long at least.
            donnees["deplacement_min"] = donnees.get("meteo_min", 0)
        if donnees.get("meteo_min", 0) > donnees.get("deplacement_min", 24 * 60):
            self.add_error(
                "meteo_min",
                "Le retard fait partie du déplacement\u00a0: il ne peut être plus long.",
            )
        return donnees


class DansUnTerritoire(ChampsTemps):
    """The territoire is asked only of who works in several."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choisir_territoire(self)


def choisir_territoire(form: Any) -> None:
    """Preselect the only territoire; hide the question then."""
    champ = form.fields.get("territoire")
    if champ is None:
        return
    territoires = form.utilisateur.territoires_ecrits
    if len(territoires) == 1:
        champ.widget = forms.HiddenInput()
        form.initial["territoire"] = form.initial.get("territoire") or next(iter(territoires))


class ChampsDemarchage(DansUnTerritoire):
    class Meta:
        model = ActiviteDemarchage
        fields = [
            "nb_familles_rencontrees",
            "nb_familles_reperees",
            "strategie",
            "lieu",
            "date",
            "duree_min",
            "duree_autre",
            "deplacement_min",
            "meteo_min",
            "note",
            "territoire",
        ]
        widgets = {
            "strategie": forms.RadioSelect,
            "lieu": forms.TextInput({"list": "lieux"}),
            "note": forms.Textarea({"rows": 3}),
        }

    habituelles: Sequence[str] = ()

    @cached_property
    def strategies(self) -> tuple[list[Any], list[Any]]:
        """The chips shown at once, hers and the one chosen, and those one more tap away."""
        choisie = str(self["strategie"].value() or "")
        rang = {code: n for n, code in enumerate(dict.fromkeys([choisie, *self.habituelles]))}
        puces = [{"code": str(code), "libelle": mot} for code, mot in self._choix_de_strategie()]
        puces.sort(key=lambda puce: rang.get(puce["code"], len(rang)))
        montrees = max(STRATEGIES_MONTREES, len(self.habituelles))
        return puces[:montrees], puces[montrees:]

    def _choix_de_strategie(self) -> list[tuple[Any, str]]:
        champ: Any = self.fields["strategie"]
        return [(code, str(mot)) for code, mot in champ.choices if str(code)]


class ChampsReseautage(ChoixPartenaire, DansUnTerritoire):
    choisir = "partenaires"

    partenaires = PlusieursField(
        Partenaire.objects.all(), label="Partenaires présents", required=False
    )

    class Meta:
        model = ActiviteReseautage
        fields = [
            "type_action",
            "objet",
            "partenaires",
            "date",
            "duree_min",
            "duree_autre",
            "deplacement_min",
            "meteo_min",
            "note",
            "territoire",
        ]
        widgets = {
            "type_action": forms.RadioSelect,
            "note": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["type_action"]).choices = [
            (action.value, action.court) for action in ACTIONS_DE_CONCERTATION
        ]
        champ: Any = self.fields["partenaires"]
        deja = self.instance.partenaires.values("pk") if self.instance.pk else []
        champ.queryset = champ.queryset.filter(Q(actif=True) | Q(pk__in=deja))


class ChampsHorsMandat(ChoixPartenaire, DansUnTerritoire):
    class Meta:
        model = DemandeHorsMandat
        fields = [
            "nature",
            "duree_min",
            "duree_autre",
            "partenaire",
            "date",
            "deplacement_min",
            "meteo_min",
            "note",
            "territoire",
        ]
        widgets = {"nature": forms.RadioSelect, "note": forms.Textarea({"rows": 3})}


class DemarchageForm(ChampsDemarchage, SaisieForm):
    pass


class DemarchageModifierForm(ChampsDemarchage, VersionForm):
    pass


class ReseautageForm(ChampsReseautage, SaisieForm):
    pass


class ReseautageModifierForm(ChampsReseautage, VersionForm):
    pass


class HorsMandatForm(ChampsHorsMandat, SaisieForm):
    pass


class HorsMandatModifierForm(ChampsHorsMandat, VersionForm):
    pass

"""The steps of a plan de match, and what is shared of it."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from familles.forms.commun import GesteForm
from familles.models import EtapePlan, Famille, LienPlan, PlanDeMatch
from proximite.forms import SaisieForm, VersionForm


class ChampsEtape:
    """The needs offered are those of the famille."""

    def limiter_les_besoins(self, famille: Famille) -> None:
        champ = cast(forms.ModelChoiceField, self.fields["besoin"])  # type: ignore[attr-defined]
        champ.queryset = famille.besoins.select_related("type")
        champ.label_from_instance = lambda obj: str(obj.type)  # type: ignore[method-assign]
        champ.empty_label = "Aucun en particulier"


class EtapeForm(ChampsEtape, SaisieForm):
    """One line is enough: the words of the step. The rest may come later."""

    class Meta:
        model = EtapePlan
        fields = ["texte", "qui", "qui_precise", "pour_le", "besoin"]
        widgets = {"qui": forms.RadioSelect}

    def __init__(self, *args: Any, famille: Famille, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.famille = famille
        self.fields["qui"].required = False
        self.limiter_les_besoins(famille)

    def clean_qui(self) -> str:
        return self.cleaned_data["qui"] or EtapePlan.Qui.FAMILLE

    def _post_clean(self) -> None:
        """The plan is known once the famille is locked: ``ajouter`` then checks the whole row."""
        self.instance.plan = PlanDeMatch(famille=self.famille)
        super()._post_clean()  # type: ignore[misc]

    def consigner(self, *, par: Any) -> models.Model:
        self.instance.ajouter(famille=self.famille, par=par)
        return self.instance


class EtapeModifierForm(ChampsEtape, VersionForm):
    class Meta:
        model = EtapePlan
        fields = ["texte", "qui", "qui_precise", "pour_le", "besoin"]
        widgets = {"qui": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limiter_les_besoins(self.instance.plan.famille)


class PartagerForm(GesteForm):
    """A link to keep: for how long, and a look at what seems to be a phone number."""

    langue = forms.ChoiceField(
        label="Langue de la page", choices=PlanDeMatch.Langue.choices, widget=forms.RadioSelect
    )
    jours = forms.TypedChoiceField(
        label="Le lien s’ouvre pendant",
        choices=LienPlan.Duree.choices,
        coerce=int,
        initial=LienPlan.Duree.TRENTE_JOURS,
        widget=forms.RadioSelect,
    )
    relu = forms.BooleanField(
        label="La famille veut que ces mots soient sur la page", required=False
    )

    def __init__(self, *args: Any, plan: PlanDeMatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.jeton = ""
        self.a_relire = [etape for etape in plan.etapes.all() if etape.porte_une_coordonnee]
        self.fields["langue"].initial = plan.langue
        if not self.a_relire:
            del self.fields["relu"]

    @property
    def statut(self) -> int:
        return 200 if self.jeton else super().statut

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if self.a_relire and not donnees.get("relu"):
            raise ValidationError(
                "Une étape semble porter un téléphone ou un courriel. Relisez-la avec la famille, "
                "puis cochez la case.",
                code="a_relire",
            )
        return donnees

    def agir(self, *, par: Any) -> None:
        self.plan.parler(self.cleaned_data["langue"])
        self.jeton = LienPlan.ouvrir(self.plan, jours=self.cleaned_data["jours"], par=par)

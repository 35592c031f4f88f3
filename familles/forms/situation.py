"""Needs, vulnerabilities, the grille d’isolement, trust and promises."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from activites.forms import au_plus_tard_aujourdhui, au_plus_tot_aujourdhui
from familles.forms.commun import GesteForm
from familles.models import (
    Besoin,
    EvaluationIsolement,
    JalonLienConfiance,
    Promesse,
    RessentiParent,
    Vulnerabilite,
)
from familles.models.isolement import Intensite
from familles.models.ressenti import SANS_REPONSE
from proximite.forms import ProximiteForm, SaisieForm, VersionForm

REFUS = "refus"


class BesoinForm(ProximiteForm, forms.ModelForm):
    """A need is open once per famille: sent twice, it is still one row."""

    class Meta:
        model = Besoin
        fields = ["type", "mis_en_relief_le", "precisions"]
        widgets = {"precisions": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mis_en_relief_le"].validators.append(au_plus_tard_aujourdhui)

    def enregistrer(self, *, par: models.Model) -> Any:
        if not self.is_valid():
            return None
        try:
            self.instance.mettre_en_relief()
        except ValidationError as refus:
            self.signaler_refus(refus)
            return None
        return self.instance


class BesoinModifierForm(VersionForm):
    class Meta:
        model = Besoin
        fields = ["etat", "etat_depuis", "precisions"]
        widgets = {"etat": forms.RadioSelect, "precisions": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["etat_depuis"].validators.append(au_plus_tard_aujourdhui)

    def consigner(self, *, par: Any) -> models.Model:
        depart = Besoin.objects.get(pk=self.instance.pk)
        self.instance.full_clean()
        besoin = self.save()
        if (besoin.etat, besoin.etat_depuis) != (depart.etat, depart.etat_depuis):
            besoin.noter_suivi(de_etat=depart.etat, par=par)
        return besoin


class AdulteField(forms.ModelChoiceField):
    """Names are shown on purpose: ``__str__`` never holds one."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.nom_affiche


class VulnerabiliteForm(SaisieForm):
    class Meta:
        model = Vulnerabilite
        fields = ["type", "source", "adulte", "constatee_le"]
        widgets = {"source": forms.RadioSelect}
        field_classes = {"adulte": AdulteField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adulte = cast(forms.ModelChoiceField, self.fields["adulte"])
        adulte.queryset = self.instance.famille.adultes.select_related("identite")
        adulte.empty_label = "Toute la famille"
        self.fields["constatee_le"].validators.append(au_plus_tard_aujourdhui)


class EvaluationForm(SaisieForm):
    """The grid: six dimensions rated or left unknown, and the intensity that she decides."""

    class Meta:
        model = EvaluationIsolement
        fields = [
            "moment",
            "vaut_le",
            "frequentation_services",
            *EvaluationIsolement.DIMENSIONS,
            "intensite_retenue",
            "motif_intensite",
        ]
        widgets = {
            "moment": forms.RadioSelect,
            "frequentation_services": forms.RadioSelect,
            "intensite_retenue": forms.RadioSelect,
            "motif_intensite": forms.Textarea({"rows": 2}),
            **dict.fromkeys(EvaluationIsolement.DIMENSIONS, forms.RadioSelect),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in EvaluationIsolement.DIMENSIONS:
            cast(forms.ChoiceField, self.fields[nom]).choices = [
                *EvaluationIsolement.COTES_COURTES,
                ("", "Inconnu"),
            ]
        intensite = cast(forms.ChoiceField, self.fields["intensite_retenue"])
        intensite.choices = [("", "À décider plus tard"), *Intensite.choices]
        self.fields["vaut_le"].validators.append(au_plus_tard_aujourdhui)

    @property
    def dimensions(self) -> list[forms.BoundField]:
        return [self[nom] for nom in EvaluationIsolement.DIMENSIONS]

    def apercu(self) -> EvaluationIsolement:
        """The grid as it is being filled, to propose an intensity before anything is written."""
        self.full_clean()
        apercu = EvaluationIsolement(
            **{nom: self.cleaned_data.get(nom) for nom in EvaluationIsolement.DIMENSIONS}
        )
        apercu.intensite_proposee = apercu.proposer_intensite()
        return apercu

    def consigner(self, *, par: models.Model) -> models.Model:
        if not (self.instance.corrige or self.instance.apprend_quelque_chose):
            raise ValidationError("Indiquez au moins une chose apprise.", code="rien_appris")
        self.instance.consigner()
        return self.instance


class CorrectionForm(EvaluationForm):
    """A new row that takes the place of the corrected one, which stays readable."""

    class Meta(EvaluationForm.Meta):
        fields = [*EvaluationForm.Meta.fields, "motif_correction"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif_correction"].required = True


class JalonForm(SaisieForm):
    class Meta:
        model = JalonLienConfiance
        fields = ["etape", "date"]
        widgets = {"etape": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].validators.append(au_plus_tard_aujourdhui)


class PromesseForm(SaisieForm):
    valider_echeance = staticmethod(au_plus_tot_aujourdhui)

    class Meta:
        model = Promesse
        fields = ["texte", "echeance"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["echeance"].validators.append(self.valider_echeance)


class PromesseModifierForm(VersionForm):
    class Meta:
        model = Promesse
        fields = ["texte", "echeance"]

    def consigner(self, *, par: models.Model) -> models.Model:
        self.instance.verifier_a_tenir()
        return self.save()


class RessentiForm(SaisieForm):
    """The question as it is asked; not answering is an answer."""

    reponse = forms.TypedChoiceField(
        label=RessentiParent.QUESTION,
        choices=[*RessentiParent.Reponse.choices, (REFUS, SANS_REPONSE)],
        coerce=lambda choix: None if choix == REFUS else int(choix),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = RessentiParent
        fields = ["adulte", "reponse", "date"]
        widgets = {"adulte": forms.RadioSelect}
        field_classes = {"adulte": AdulteField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adulte = cast(forms.ModelChoiceField, self.fields["adulte"])
        adulte.queryset = self.instance.famille.adultes.select_related("identite")
        adulte.empty_label = None
        self.fields["date"].validators.append(au_plus_tard_aujourdhui)


class LeverForm(GesteForm):
    le = forms.DateField(
        label="Levée le", initial=timezone.localdate, validators=[au_plus_tard_aujourdhui]
    )

    def __init__(self, *args: Any, vulnerabilite: Vulnerabilite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vulnerabilite = vulnerabilite

    def agir(self, *, par: Any) -> None:
        self.vulnerabilite.lever(le=self.cleaned_data["le"])

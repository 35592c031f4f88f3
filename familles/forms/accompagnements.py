"""The episodes of support and the actions logged in them."""

from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from activites.forms import ChampsTemps, actions_par_composante, au_plus_tard_aujourdhui
from activites.models import Composante, TypeAction
from familles.forms.champs import FamilleParCodeField
from familles.forms.commun import GesteForm
from familles.models import Accompagnement, Besoin, Famille, Intervention
from partenaires.models import TypeBesoin
from proximite.forms import SaisieForm, VersionForm


class ChampsIntervention(ChampsTemps):
    utilisateur: Any  # of the ProximiteForm that each form of these fields is

    types_besoins = forms.ModelMultipleChoiceField(
        label="Besoins touchés",
        queryset=TypeBesoin.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Intervention
        fields = [
            "type_action",
            "mode",
            "duree_min",
            "duree_autre",
            "deplacement_min",
            "meteo_min",
            "types_besoins",
            "date",
            "note",
        ]
        widgets = {
            "type_action": forms.RadioSelect,
            "mode": forms.RadioSelect,
            "note": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["type_action"]).choices = actions_par_composante()
        siens = Besoin.objects.visibles_par(self.utilisateur).ouverts()
        self._dabord(siens.filter(famille__code=self._code_de_la_famille()))

    def _code_de_la_famille(self) -> str:
        return self.instance.famille.code

    def _dabord(self, ouverts: models.QuerySet[Besoin]) -> None:
        """The besoins that are open with the famille come first; each time, base tier first."""
        champ: Any = self.fields["types_besoins"]
        siens = Exists(ouverts.filter(type=OuterRef("pk")))
        champ.queryset = champ.queryset.annotate(est_sien=siens).order_by(
            "-est_sien", "niveau", "ordre", "libelle"
        )

    def consigner(self, *, par: models.Model) -> models.Model:
        action = TypeAction(self.instance.type_action)
        self.instance.beneficiaire = (
            Intervention.Beneficiaire.PARTENAIRE
            if action.composante is Composante.CONCERTATION
            else Intervention.Beneficiaire.FAMILLE
        )
        if not self.instance.saisie_par_id:
            self.instance.saisie_par = par
        self.instance.consigner(types_besoins=self.cleaned_data["types_besoins"])
        return self.instance


class InterventionForm(ChampsIntervention, SaisieForm):
    famille = FamilleParCodeField(Famille.objects.all())
    field_order = ["famille"]

    def _code_de_la_famille(self) -> str:
        """The one of the link or of what was sent: PostgreSQL knows no NUL."""
        return str(self["famille"].value() or "").replace("\0", "")

    def consigner(self, *, par: models.Model) -> models.Model:
        self.instance.famille = self.cleaned_data["famille"]
        return super().consigner(par=par)

    @property
    def debut_a_avancer(self) -> str:
        """Where to, when what she logs is older than the accompagnement."""
        for erreur in self.errors.as_data().get(NON_FIELD_ERRORS, []):
            if erreur.code == "avant_accompagnement" and erreur.params:
                args = [self.cleaned_data["famille"].code, erreur.params["accompagnement"]]
                return reverse("familles:accompagnement_avancer_debut", args=args)
        return ""


class InterventionModifierForm(ChampsIntervention, VersionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["types_besoins"] = [besoin.type_id for besoin in self.instance.besoins.all()]


class AccompagnementForm(VersionForm):
    class Meta:
        model = Accompagnement
        fields = ["raison", "intensite"]
        widgets = {"raison": forms.RadioSelect, "intensite": forms.RadioSelect}


class GesteAccompagnement(GesteForm):
    def __init__(self, *args: Any, accompagnement: Accompagnement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accompagnement = accompagnement


class TerminerForm(GesteAccompagnement):
    motif = forms.ChoiceField(
        label="Motif de la fin",
        choices=Accompagnement.MotifFin.choices,
        widget=forms.RadioSelect,
    )
    le = forms.DateField(
        label="Fin le", initial=timezone.localdate, validators=[au_plus_tard_aujourdhui]
    )

    def agir(self, *, par: Any) -> None:
        self.accompagnement.terminer(motif=self.cleaned_data["motif"], le=self.cleaned_data["le"])


class AnnulerFinForm(GesteAccompagnement):
    def agir(self, *, par: Any) -> None:
        self.accompagnement.annuler_fin()


class AvancerDebutForm(GesteAccompagnement):
    au = forms.DateField(label="Début réel", validators=[au_plus_tard_aujourdhui])
    motif = forms.CharField(label="Pourquoi avancer le début", max_length=200)

    def agir(self, *, par: Any) -> None:
        self.accompagnement.avancer_debut(
            au=self.cleaned_data["au"], motif=self.cleaned_data["motif"]
        )


class CommencerForm(GesteForm):
    le = forms.DateField(
        label="Début le", initial=timezone.localdate, validators=[au_plus_tard_aujourdhui]
    )
    raison = forms.ChoiceField(
        label="Raison d’accompagner",
        choices=Accompagnement.Raison.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, famille: Famille, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.famille = famille

    def agir(self, *, par: Any) -> None:
        self.famille.commencer_accompagnement(
            par=par, le=self.cleaned_data["le"], raison=self.cleaned_data["raison"]
        )

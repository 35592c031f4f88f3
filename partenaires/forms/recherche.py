from typing import Any, cast

from django import forms
from django.db import models

from proximite.forms import ProximiteForm
from territoires.models import Territoire

from ..langues import LANGUES
from ..models import OffreService, Partenaire, PartenaireQuerySet, Secteur, TypeBesoin
from ..recherche import par_texte, parlant


class RechercheForm(ProximiteForm, forms.Form):
    q = forms.CharField(label="Nom ou mot-clé", required=False)
    besoin = forms.ModelChoiceField(
        TypeBesoin.objects.all(), label="Besoin", required=False, empty_label="Tous"
    )
    secteur = forms.ModelChoiceField(
        Secteur.objects.all(), label="Secteur", required=False, empty_label="Tous"
    )
    nature = forms.ChoiceField(
        label="Nature", required=False, choices=[("", "Toutes"), *Partenaire.Nature.choices]
    )
    capacite = forms.ChoiceField(
        label="Capacité", required=False, choices=[("", "Toutes"), *OffreService.Capacite.choices]
    )

    langue = forms.ChoiceField(
        label="Langue", required=False, choices=[("", "Toutes"), *LANGUES.items()]
    )
    territoire = forms.ModelChoiceField(
        Territoire.objects.all(), label="Territoire desservi", required=False, empty_label="Tous"
    )
    a_confirmer = forms.BooleanField(label="À confirmer seulement", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        territoires = cast(forms.ModelChoiceField, self.fields["territoire"])
        if len(territoires.queryset or []) == 1:
            del self.fields["territoire"]

    @property
    def affine(self) -> bool:
        """More than words is asked: show those fields."""
        return bool({*self.changed_data} - {"q"})

    def filtrer(self, partenaires: PartenaireQuerySet) -> models.QuerySet[Partenaire]:
        """What is asked of the fields that make sense; the others say why they don't."""
        self.full_clean()
        criteres = {nom: v for nom, v in getattr(self, "cleaned_data", {}).items() if v}
        for nom in ("secteur", "nature"):
            if nom in criteres:
                partenaires = partenaires.filter(**{nom: criteres[nom]})
        if "territoire" in criteres:
            partenaires = partenaires.desservant(criteres["territoire"])
        if "a_confirmer" in criteres:
            partenaires = partenaires.a_confirmer()
        partenaires = _offrant(partenaires, criteres)
        trouves: models.QuerySet[Partenaire] = partenaires.order_by("nom_cherche", "pk")
        if "langue" in criteres:
            trouves = parlant(trouves, LANGUES[criteres["langue"]])
        return par_texte(trouves, criteres["q"]) if "q" in criteres else trouves


def _offrant(partenaires: PartenaireQuerySet, criteres: dict[str, Any]) -> PartenaireQuerySet:
    """Need and capacity of one same service."""
    noms = {"besoin": "type_besoin", "capacite": "capacite"}
    voulu = {champ: criteres[nom] for nom, champ in noms.items() if nom in criteres}
    if not voulu:
        return partenaires
    offres = OffreService.objects.filter(**voulu)
    return partenaires.filter(pk__in=offres.values("partenaire"))

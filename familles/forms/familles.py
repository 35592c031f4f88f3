"""Opening a famille with an alias alone, and completing it when trust comes."""

from typing import Any

from django import forms
from django.db import models
from phonenumber_field.formfields import PhoneNumberField

from activites.forms import au_plus_tard_aujourdhui, choisir_territoire
from familles.models import Famille, IdentiteFamille
from proximite.forms import SaisieForm, VersionForm


class OuvrirForm(SaisieForm):
    """An alias already used in the territoire shows the famille that has it, then is accepted."""

    quand_meme = forms.BooleanField(
        label="Ouvrir quand même\u00a0: c’est une autre famille", required=False
    )

    homonyme: Famille | None = None

    class Meta:
        model = Famille
        fields = ["alias", "territoire", "date_jointe", "date_reperage", "voie_reperage"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choisir_territoire(self)
        self.fields["alias"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}
        for nom in ("date_jointe", "date_reperage"):
            self.fields[nom].validators.append(au_plus_tard_aujourdhui)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        alias, territoire = donnees.get("alias"), donnees.get("territoire")
        if alias and territoire and not donnees.get("quand_meme"):
            self.homonyme = Famille.objects.filter(
                territoire=territoire, alias__iexact=alias
            ).first()
        if self.homonyme:
            code = self.homonyme.code_affiche
            self.add_error("alias", f"Une famille porte déjà cet alias\u00a0: {code}.")
        return donnees


class FamilleForm(VersionForm):
    """The famille and what names it: two tables, one page."""

    nom = forms.CharField(label="Nom de famille", max_length=120, required=False)
    telephone = PhoneNumberField(label="Téléphone", required=False)
    adresse = forms.CharField(label="Adresse", max_length=200, required=False)
    adresse_confidentielle = forms.BooleanField(
        label="Adresse confidentielle (hébergement)", required=False
    )

    CHAMPS_IDENTITE = ("nom", "telephone", "adresse", "adresse_confidentielle")

    field_order = ["alias", *CHAMPS_IDENTITE]

    class Meta:
        model = Famille
        fields = [
            "alias",
            "langue",
            "interprete",
            "canal_prefere",
            "heures_preferees",
            "rythme_jours",
            "date_jointe",
            "date_reperage",
            "voie_reperage",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        identite = getattr(self.instance, "identite", None)
        if identite:
            self.initial.update({nom: getattr(identite, nom) for nom in self.CHAMPS_IDENTITE})
        self.fields[
            "rythme_jours"
        ].help_text = "Sans nouvelles depuis plus longtemps, la famille revient dans « À faire »."
        for nom in ("date_jointe", "date_reperage"):
            self.fields[nom].validators.append(au_plus_tard_aujourdhui)

    def consigner(self, *, par: models.Model) -> models.Model:
        famille = self.save()
        IdentiteFamille.objects.update_or_create(
            famille=famille,
            defaults={nom: self.cleaned_data[nom] for nom in self.CHAMPS_IDENTITE},
        )
        return famille

"""Opening a famille with an alias alone, and completing it when trust comes."""

from typing import Any

from django import forms
from django.db import models
from phonenumber_field.formfields import PhoneNumberField

from activites.forms import au_plus_tard_aujourdhui, choisir_territoire
from familles.forms.doublons import AvecDoublons
from familles.models import Famille, IdentiteFamille
from proximite.forms import SaisieForm, VersionForm


class OuvrirForm(AvecDoublons, SaisieForm):
    """An alias that says what another famille is known by shows it, then is accepted."""

    class Meta:
        model = Famille
        fields = ["alias", "territoire", "date_jointe", "date_reperage", "voie_reperage"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choisir_territoire(self)
        self.fields["alias"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}
        for nom in ("date_jointe", "date_reperage"):
            self.fields[nom].validators.append(au_plus_tard_aujourdhui)

    @property
    def la_famille(self) -> None:
        return None

    def consigner(self, *, par: Any) -> models.Model:
        famille = self.save()
        self.distinguer(famille, par=par)
        return famille


class FamilleForm(AvecDoublons, VersionForm):
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

    @property
    def la_famille(self) -> Famille:
        return self.instance

    def consigner(self, *, par: models.Model) -> models.Model:
        famille = self.save()
        self.distinguer(famille, par=par)
        IdentiteFamille.objects.update_or_create(
            famille=famille,
            defaults={nom: self.cleaned_data[nom] for nom in self.CHAMPS_IDENTITE},
        )
        return famille

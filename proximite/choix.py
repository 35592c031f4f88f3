"""Rows found by a search inside the form that names them, instead of a list of thousands."""

from typing import Any, cast

from django import forms
from django.db import models
from django.utils.datastructures import MultiValueDict


class FormAvecRecherche(forms.ModelForm):
    """A button named ``chercher`` sends the whole form, which is then filled again as it was:
    only its own button judges and writes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "chercher" in self.data:
            self._revenir_a_la_saisie()

    def _revenir_a_la_saisie(self) -> None:
        for nom, champ in self.fields.items():
            envoye = champ.widget.value_from_datadict(self.data, self.files, self.add_prefix(nom))
            self.initial[nom] = envoye
        self.data, self.is_bound = MultiValueDict(), False

    def limiter_aux_choisis(self, nom: str) -> None:
        """The search offers the other rows: the field reads none of them."""
        champ = cast(forms.ModelChoiceField, self.fields[nom])
        if champ.queryset is not None:
            champ.queryset = champ.queryset.filter(pk__in=self._pks_choisis(nom))

    def _pks_choisis(self, nom: str) -> list[int]:
        """Whether or not the rest makes sense."""
        valeur = self[nom].value() or []
        valeurs = valeur if isinstance(valeur, list | tuple) else [valeur]
        pks = [int(valeur) for valeur in valeurs if str(valeur).isdecimal()]
        return [pk for pk in pks if pk <= models.BigIntegerField.MAX_BIGINT]

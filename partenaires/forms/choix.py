from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.db import models
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from comptes.models import Utilisateur
from comptes.requetes import RequeteConnectee

from ..choix import Proposition, proposer


class ChoixPartenaire(forms.ModelForm):
    """A form that finds the partenaires of its field ``choisir`` by a search, among thousands.

    Its page includes ``partenaires/_choisir.html``. « Chercher » sends the whole form, which is
    then filled again as it was, judged and written only by its own button.
    """

    choisir: ClassVar[str] = "partenaire"

    q = forms.CharField(label="Chercher un organisme", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "chercher" in self.data:
            self._revenir_a_la_saisie()
        champ = cast(forms.ModelChoiceField, self.fields[self.choisir])
        if champ.queryset is not None:
            champ.queryset = champ.queryset.filter(pk__in=self._pks_choisis())

    def _revenir_a_la_saisie(self) -> None:
        for nom, champ in self.fields.items():
            envoye = champ.widget.value_from_datadict(self.data, self.files, self.add_prefix(nom))
            self.initial[nom] = envoye
        self.data, self.is_bound = MultiValueDict(), False

    def _pks_choisis(self) -> list[int]:
        """Whether or not the rest makes sense."""
        valeur = self[self.choisir].value() or []
        valeurs = valeur if isinstance(valeur, list | tuple) else [valeur]
        pks = [int(valeur) for valeur in valeurs if str(valeur).isdecimal()]
        return [pk for pk in pks if pk <= models.BigIntegerField.MAX_BIGINT]

    def visible_fields(self) -> list[forms.BoundField]:
        """What is searched is no part of the row."""
        return [champ for champ in super().visible_fields() if champ.name != "q"]

    @property
    def un_seul(self) -> bool:
        return not isinstance(self.fields[self.choisir], forms.ModelMultipleChoiceField)

    @property
    def champ_choisi(self) -> forms.BoundField:
        return self[self.choisir]

    @cached_property
    def propositions(self) -> list[Proposition]:
        personne = cast(Utilisateur, cast(Any, self).utilisateur)
        choisis: Iterable[Any] = cast(Any, self.fields[self.choisir]).queryset
        return proposer(personne, choisis=choisis, **self.criteres)

    @property
    def criteres(self) -> dict[str, Any]:
        """What ``proposer`` is told of the rest of the form."""
        return {"texte": self["q"].value() or ""}


def page_du_choix(request: RequeteConnectee, page: str) -> str:
    """The page of the form, or what its search found alone."""
    cherche = request.htmx and "chercher" in request.POST
    return "partenaires/_choix.html" if cherche else page

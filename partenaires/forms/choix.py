from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.utils.functional import cached_property

from comptes.models import Utilisateur
from comptes.requetes import RequeteConnectee
from proximite.choix import FormAvecRecherche

from ..choix import Proposition, proposer


class ChoixPartenaire(FormAvecRecherche):
    """A form that finds the partenaires of its field ``choisir`` by a search, among thousands.

    Its page includes ``partenaires/_choisir.html``.
    """

    choisir: ClassVar[str] = "partenaire"

    q = forms.CharField(label="Chercher un organisme", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limiter_aux_choisis(self.choisir)

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
    cherche = request.htmx and request.POST.get("chercher") == "partenaire"
    return "partenaires/_choix.html" if cherche else page

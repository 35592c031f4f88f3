from typing import Any, cast

from django import forms
from django.utils.functional import cached_property

from comptes.models import Utilisateur
from familles.models import Famille
from familles.recherche import reconnaitre
from proximite.choix import FormAvecRecherche


class ChoixFamille(FormAvecRecherche):
    """A form that finds its ``famille`` by a search: the last seen are one tap away.

    Its page includes ``familles/_choisir.html``.
    """

    q_famille = forms.CharField(
        label="Chercher une famille",
        required=False,
        max_length=80,
        help_text="Par alias, nom ou code.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limiter_aux_choisis("famille")

    @cached_property
    def familles_proposees(self) -> list[Famille]:
        """The one chosen stays first, whatever is searched next."""
        siennes = Famille.objects.modifiables_par(
            cast(Utilisateur, cast(Any, self).utilisateur)
        ).avec_enfants()
        choisies = cast(Any, self.fields["famille"]).queryset.values("pk")
        choisie = list(siennes.filter(pk__in=choisies)[:1])
        return [*choisie, *(f for f in reconnaitre(self._q, siennes) if f not in choisie)]

    @property
    def _q(self) -> str:
        return self["q_famille"].value() or ""

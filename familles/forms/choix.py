from typing import Any, cast

from django import forms
from django.utils.functional import cached_property

from comptes.models import Utilisateur
from comptes.requetes import RequeteConnectee
from familles.models import Famille
from familles.models.famille import FamilleQuerySet
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
    def famille_choisie(self) -> Famille | None:
        choisies = cast(Any, self.fields["famille"]).queryset.values("pk")
        return self._siennes.filter(pk__in=choisies).first()

    @cached_property
    def familles_proposees(self) -> list[Famille]:
        """The one chosen stays first, whatever is searched next."""
        trouvees = reconnaitre(self["q_famille"].value() or "", self._siennes)
        choisie = [self.famille_choisie] if self.famille_choisie else []
        return [*choisie, *(famille for famille in trouvees if famille not in choisie)]

    @property
    def _siennes(self) -> FamilleQuerySet:
        personne = cast(Utilisateur, cast(Any, self).utilisateur)
        return Famille.objects.modifiables_par(personne).avec_enfants()


def page_du_choix(request: RequeteConnectee, page: str) -> str:
    """The page of the form, or what its search found alone."""
    cherche = request.htmx and request.POST.get("chercher") == "famille"
    return "familles/_choix.html" if cherche else page

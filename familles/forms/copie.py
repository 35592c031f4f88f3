"""What a person who prepares a sheet for one adult has read again, and puts on it."""

from typing import Any, cast

from django import forms

from familles.copie import sans_delicats
from familles.models import Adulte, Besoin, EtapePlan, Famille, Intervention, Promesse
from proximite.forms import PlusieursField, ProximiteForm
from proximite.typographie import date_moyenne


class CopieForm(ProximiteForm, forms.Form):
    """Writes nothing. Notes, and besoins that may be one adult's, start unticked."""

    adulte = forms.ModelChoiceField(
        Adulte.objects.select_related("identite"),
        label="Pour qui",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la personne à qui vous remettez la feuille."},
    )
    besoins = PlusieursField(
        Besoin.objects.select_related("type"),
        label="Besoins",
        help_text="Ceux qui peuvent ne concerner qu’une personne ne sont pas cochés d’avance.",
    )
    etapes = PlusieursField(EtapePlan.objects.all(), label="Étapes du plan de match")
    promesses = PlusieursField(Promesse.objects.all(), label="Promesses")
    notes = PlusieursField(
        Intervention.objects.exclude(note=""),
        label="Notes relues",
        help_text="Aucune n’est cochée d’avance\u00a0: une note peut parler d’une autre personne.",
    )

    def __init__(self, *args: Any, famille: Famille, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        siens: dict[str, dict[str, Any]] = {
            "adulte": {"famille": famille},
            "besoins": {"famille": famille},
            "etapes": {"plan__famille": famille, "plan__termine_le__isnull": True},
            "promesses": {"famille": famille},
            "notes": {"famille": famille},
        }
        for nom, filtre in siens.items():
            champ = cast(forms.ModelChoiceField, self.fields[nom])
            champ.queryset = cast(Any, champ.queryset).filter(**filtre)
            champ.label_from_instance = MOTS[nom]  # type: ignore[method-assign]
        self._cocher(famille)

    def _cocher(self, famille: Famille) -> None:
        """Everything but what may be about one adult; a list with nothing in it is not shown."""
        for nom in ("besoins", "etapes", "promesses", "notes"):
            champ = cast(forms.ModelMultipleChoiceField, self.fields[nom])
            champ.required, champ.widget = False, forms.CheckboxSelectMultiple()
            champ.widget.choices = champ.choices
            champ.initial = [] if nom == "notes" else list(champ.queryset or ())
            if not champ.queryset:
                del self.fields[nom]
        if "besoins" in self.fields:
            self.fields["besoins"].initial = sans_delicats(famille)

    @property
    def choisis(self) -> dict[str, Any]:
        return {nom: self.cleaned_data.get(nom, ()) for nom in self.base_fields}


def _adulte(adulte: Adulte) -> str:
    lien = adulte.get_lien_display()
    return f"{adulte.nom_affiche}, {lien.lower()}" if adulte.est_nomme else lien


MOTS: dict[str, Any] = {
    "adulte": _adulte,
    "besoins": lambda besoin: str(besoin.type),
    "etapes": lambda etape: f"{etape.texte} ({etape.qui_en_mots.lower()})",
    "promesses": lambda promesse: promesse.texte,
    "notes": lambda action: f"{date_moyenne(action.date)}\u00a0: {action.note}",
}

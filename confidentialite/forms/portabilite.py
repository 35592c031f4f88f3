from typing import Any

from django import forms

from familles.forms.copie import CopieForm


class DossierForm(CopieForm):
    """What someone has read again before it is given; the adult is the one who asked."""

    format = forms.ChoiceField(
        label="Sous quelle forme",
        choices=[("pdf", "À lire ou à imprimer (PDF)"), ("json", "Pour un ordinateur (JSON)")],
        widget=forms.RadioSelect,
        initial="pdf",
    )

    def __init__(self, *args: Any, jeune: bool = False, **kwargs: Any) -> None:
        """``jeune``: what was promised to, or planned with, an adult is never ticked beforehand."""
        super().__init__(*args, **kwargs)
        del self.fields["adulte"]
        for nom in {"etapes", "promesses"} & self.fields.keys() if jeune else ():
            self.fields[nom].initial = []

    @property
    def choisis(self) -> dict[str, Any]:
        listes = ("besoins", "etapes", "promesses", "notes")
        return {nom: self.cleaned_data.get(nom, ()) for nom in listes}

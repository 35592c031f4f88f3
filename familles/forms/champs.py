from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class FamilleParCodeField(forms.ModelChoiceField):
    """A famille by its code. That of a fiche brought into another one, still in a queue or on a
    page opened before, leads to the one kept."""

    default_error_messages = {
        "required": "Choisissez la famille.",
        "invalid_choice": "Cette famille n’est pas, ou n’est plus, de celles que vous suivez. "
        "Vérifiez son code, ou voyez votre gestionnaire.",
    }

    def __init__(self, queryset: Any, **champs: Any) -> None:
        super().__init__(queryset, to_field_name="code", **champs)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            famille = self.queryset.suivre(str(value)) if value else None  # type: ignore[union-attr]
            if famille is None:
                raise
            return famille

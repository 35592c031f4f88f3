"""Which dates can be meant: a slip of the keyboard is caught before anything is computed on it."""

from datetime import date

from django.core.exceptions import ValidationError

PREMIERE = date(1900, 1, 1)
DERNIERE = date(2099, 12, 31)


def verifier_plausible(jour: date) -> None:
    """Validator of every date that is typed."""
    if not PREMIERE <= jour <= DERNIERE:
        raise ValidationError(
            "L’année %(annee)s ne se peut pas\u00a0: vérifiez la date.",
            code="invraisemblable",
            params={"annee": jour.year},
        )

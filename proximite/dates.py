"""Which dates can be meant: a slip of the keyboard is caught before anything is computed on it."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

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


def deja_arrivee(jour: date) -> None:
    """Validator: what is told has happened."""
    if jour > timezone.localdate():
        raise ValidationError("Cette date n’est pas encore arrivée.", code="a_venir")


def verifier_arrivees(objet: object, noms: Iterable[str]) -> None:
    """For the ``clean`` of a model: none of its dates ``noms`` is still to come."""
    for nom in noms:
        try:
            if jour := getattr(objet, nom):
                deja_arrivee(jour)
        except ValidationError as a_venir:
            raise ValidationError({nom: a_venir}) from a_venir

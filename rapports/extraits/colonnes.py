"""The kinds of columns an extract may have. None of them lets a text that someone typed through."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, ClassVar

from django.db import models

from familles.models.personnes import TrancheAge, age_revolu

from .codes import Carnet

MAJEUR = "18_ou_plus"


@cache
def _valeurs_connues(field: models.Field) -> frozenset[Any]:
    return frozenset(code for code, _ in field.flatchoices)


@dataclass(frozen=True)
class Contexte:
    """What a cell depends on besides its own value."""

    carnet: Carnet
    fin: date


class LigneSansAttacheError(Exception):
    """What this row belongs to is not in the extract: nor is the row."""


@dataclass(frozen=True)
class Colonne:
    """``champ`` is the model's field that is read; ``sens`` replaces the field's own words."""

    nom: str
    champ: str
    sens: str = ""
    type: ClassVar[str] = ""

    def ecrire(self, valeur: Any, field: models.Field, contexte: Contexte) -> str:
        raise NotImplementedError

    def type_pour(self, field: models.Field) -> str:
        return self.type


class Mois(Colonne):
    """A month instead of a day."""

    type = "mois (AAAA-MM)"

    def ecrire(self, valeur: Any, field: models.Field, contexte: Contexte) -> str:
        return f"{valeur:%Y-%m}" if valeur else ""


class Valeur(Colonne):
    """A number, a yes or no, or the code of a list: whatever else is in the row stays there."""

    def ecrire(self, valeur: Any, field: models.Field, contexte: Contexte) -> str:
        if valeur is None:
            return ""
        if isinstance(valeur, bool):
            return str(int(valeur))
        if field.choices and valeur not in _valeurs_connues(field):
            return ""
        return str(valeur)

    def type_pour(self, field: models.Field) -> str:
        if isinstance(field, models.BooleanField):
            return Presence.type
        return "liste" if field.choices or field.is_relation else "entier"


class Presence(Colonne):
    """Whether there is one, without saying which."""

    type = "0 ou 1"

    def ecrire(self, valeur: Any, field: models.Field, contexte: Contexte) -> str:
        return str(int(valeur is not None))


class Age(Colonne):
    """Completed years at the end of the extract's period."""

    type = "années révolues"

    def ecrire(self, valeur: Any, field: models.Field, contexte: Contexte) -> str:
        if valeur is None or valeur > contexte.fin:
            return ""
        return str(age_revolu(valeur, contexte.fin))


class Tranche(Colonne):
    type = "liste"

    def ecrire(self, valeur: Any, field: models.Field, contexte: Contexte) -> str:
        if valeur is None:
            return TrancheAge.INCONNU.value
        if valeur > contexte.fin:
            return TrancheAge.A_NAITRE.value
        return str(TrancheAge.de_age(age_revolu(valeur, contexte.fin)) or MAJEUR)


@dataclass(frozen=True)
class Lien(Colonne):
    """The code of a row of another table of the extract."""

    vers: str = ""
    obligatoire: bool = True

    def ecrire(self, valeur: Any, field: models.Field, contexte: Contexte) -> str:
        code = contexte.carnet.trouver(self.vers, valeur) if valeur is not None else None
        if code is None and self.obligatoire:
            raise LigneSansAttacheError
        return code or ""

    def type_pour(self, field: models.Field) -> str:
        return f"code de la table {self.vers}"


class Groupe(Colonne):
    """A code that the rows of a same group share, and nothing else has."""

    type = "code commun"

    def ecrire(self, valeur: Any, field: models.Field, contexte: Contexte) -> str:
        return contexte.carnet.trouver_ou_tirer(self.nom, str(valeur)) if valeur else ""

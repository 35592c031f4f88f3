"""What higher apps say of the agreements of a famille: what one is asked for, what left under it.

They add it by decorating a function with ``demarche`` or ``divulgue`` in a module that their
``AppConfig.ready`` imports.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from comptes.models import Utilisateur
from familles.models import Consentement, Famille
from partenaires.models import Partenaire


@dataclass(frozen=True)
class Demarche:
    """What an agreement is asked for. ``suite`` is the page after a yes, ``refus`` after a no."""

    partenaire: Partenaire
    suite: str
    refus: str


@dataclass(frozen=True)
class Divulgue:
    """What left under an agreement: labels, never values. ``ensuite`` is read after a yes."""

    le: datetime
    a: str
    url: str
    dabord: list[str]
    ensuite: list[str]


SourceDemarche = Callable[[Utilisateur, Famille, int], Demarche | None]
SourceDivulgue = Callable[[Consentement], Iterable[Divulgue]]
DEMARCHES: list[SourceDemarche] = []
DIVULGUES: list[SourceDivulgue] = []


def demarche(fonction: SourceDemarche) -> SourceDemarche:
    """Decorator: finds what ``?referencement=PK`` names, within her scope and that famille."""
    DEMARCHES.append(fonction)
    return fonction


def divulgue(fonction: SourceDivulgue) -> SourceDivulgue:
    """Decorator: what left for a partenaire because of this agreement."""
    DIVULGUES.append(fonction)
    return fonction


def demarche_de(utilisateur: Utilisateur, famille: Famille, pk: int) -> Demarche | None:
    trouvees = (source(utilisateur, famille, pk) for source in DEMARCHES)
    return next((trouvee for trouvee in trouvees if trouvee), None)


def divulgues(consentement: Consentement) -> list[Divulgue]:
    """Last first."""
    lignes = [ligne for source in DIVULGUES for ligne in source(consentement)]
    return sorted(lignes, key=lambda ligne: ligne.le, reverse=True)

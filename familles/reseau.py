"""The partenaires whom a PTP works with most in a territoire: whom her successor is presented to.

A higher app adds where else it saw them by decorating a function with ``source`` in a module that
its ``AppConfig.ready`` imports.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain

from activites.models import ActiviteReseautage
from comptes.models import Utilisateur
from territoires.models import Territoire

PROPOSES = 8
Source = Callable[[Utilisateur, Territoire], Iterable[int]]
SOURCES: list[Source] = []


def source(fonction: Source) -> Source:
    """Decorator: ``fonction(ptp, territoire)`` gives a partenaire for each time they worked
    together."""
    SOURCES.append(fonction)
    return fonction


def partenaires_principaux(ptp: Utilisateur, territoire: Territoire) -> list[int]:
    vus = Counter(chain.from_iterable(lire(ptp, territoire) for lire in SOURCES))
    return [partenaire for partenaire, _ in vus.most_common(PROPOSES)]


@source
def rencontres(ptp: Utilisateur, territoire: Territoire) -> Iterable[int]:
    siens = ActiviteReseautage.objects.filter(saisie_par=ptp, territoire=territoire)
    presents = siens.filter(partenaires__isnull=False)
    return presents.order_by("pk").values_list("partenaires", flat=True)

"""Numbers are withheld until no hidden count can be found: nothing is published otherwise."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from .audit import Bilan, auditer
from .mesures import RESTE
from .systeme import Cle, Systeme
from .tableau import Tableau

VOISINS_RETENUS = 2
IMPUBLIABLE = (
    "Ces chiffres, ajoutés à ceux déjà publiés, permettraient de trouver un petit nombre. "
    "Rien n’a été publié."
)


@dataclass
class Compte:
    """The audit report: hidden counts examined, programs solved, rounds of withholding."""

    secrets: int = 0
    programmes: int = 0
    tours: int = 0


def proteger(nouveau: Tableau, autres: Iterable[Tableau], avancer: Callable[[], None]) -> Compte:
    """Withhold what must be in ``nouveau``, given everything published so far. Raises
    ValidationError when even the network’s totals would give a hidden count away."""
    systeme = Systeme()
    for tableau in (*autres, nouveau):
        tableau.dire(systeme)
    if contradictions := systeme.contradictions():
        raise AssertionError(f"Facts that the reports contradict: {contradictions[:3]}")
    a_examiner = _touches(systeme, nouveau)
    compte, essais = Compte(secrets=len(a_examiner)), Counter[str]()
    while a_examiner:
        bilan = _examiner(systeme, nouveau, a_examiner, avancer)
        compte.programmes += bilan.programmes
        avant = set(systeme.secrets)
        for niveau, mesure in dict.fromkeys((cle[1], cle[3]) for cle in bilan.en_danger):
            _ceder(systeme, nouveau, niveau, mesure, essais)
        compte.tours += bool(bilan.en_danger)
        # What is withheld leaves the others freer, and is hidden in its turn.
        retenus = set(systeme.secrets) - avant
        a_examiner = retenus | {cle for cle in bilan.en_danger if cle in systeme.secrets}
    return compte


def _examiner(
    systeme: Systeme, nouveau: Tableau, secrets: set[Cle], avancer: Callable[[], None]
) -> Bilan:
    """What was published before is looked for first without moving what the new numbers speak of,
    then moving nothing else, then all together: each time, only what is still in danger."""
    bilan = Bilan(en_danger=list(secrets))
    for figees in _a_figer(systeme, nouveau):
        suivant = auditer(systeme, set(bilan.en_danger), avancer, figees)
        bilan.programmes += suivant.programmes
        bilan.en_danger = suivant.en_danger
    return bilan


def _a_figer(systeme: Systeme, nouveau: Tableau) -> Iterator[frozenset[int]]:
    if any(cle[0] != nouveau.fenetre for cle in systeme.secrets):
        touchees = systeme.inconnues_de(nouveau.fenetre)
        yield touchees
        yield frozenset(range(len(systeme.vrais))) - touchees
    yield frozenset()


def _touches(systeme: Systeme, nouveau: Tableau) -> set[Cle]:
    """The hidden counts, old ones included, that the new numbers say something about."""
    touches: set[Cle] = set()
    for composante in systeme.composantes():
        if any(cle[0] == nouveau.fenetre for cle in composante.faits):
            touches.update(composante.secrets)
    return touches


def _ceder(
    systeme: Systeme, nouveau: Tableau, niveau: str, mesure: str, essais: Counter[str]
) -> None:
    """First a neighbour or two, then the whole level."""
    mesures = nouveau.voisines_du_reste(mesure) if mesure.startswith(RESTE) else [mesure]
    essais[mesure] += 1
    if essais[mesure] <= VOISINS_RETENUS:
        voisins = [nouveau.retenir_un_voisin(systeme, niveau, m) for m in mesures]
        if any(voisins):
            return
    if not nouveau.abandonner(systeme, mesures):
        raise ValidationError(IMPUBLIABLE, code="impubliable")

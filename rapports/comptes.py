"""What is counted for each groupe, before it is made into figures."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from .calculs import mediane
from .definitions import Calcul, Indicateur
from .resultats import Resultat

# Spread indicators whose parts are all parts of the same thing.
DENOMINATEUR_COMMUN = frozenset({"I-24m", "I-27m", "A2"})


@dataclass
class Compte:
    """Numerators and denominators by identifier, and for medians how many times each value."""

    numerateurs: Counter[str] = field(default_factory=Counter)
    denominateurs: Counter[str] = field(default_factory=Counter)
    effectifs: defaultdict[str, Counter[Fraction]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def resultat(self, indicateur: Indicateur) -> Resultat:
        commun = indicateur.modele in DENOMINATEUR_COMMUN
        sur = self.denominateurs[indicateur.modele if commun else indicateur.id]
        denominateur = sur if indicateur.denominateur else None
        if indicateur.calcul is Calcul.MEDIANE:
            effectifs = self.effectifs[indicateur.id]
            return Resultat(indicateur, effectifs.total(), denominateur, mediane(effectifs))
        return Resultat(indicateur, self.numerateurs[indicateur.id], denominateur)


Comptes: TypeAlias = defaultdict[str, Compte]

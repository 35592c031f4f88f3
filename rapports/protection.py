"""What the comité is shown below the network (SECURITE « Aggregates », decision 0009).

0 to 4 is « < 5 », zeros too; other counts are rounded to 5; parts come from the displayed numbers
only, and one over 100 % is withheld: it reads as an error (I-09).
Network totals stay exact, and never come through here.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from proximite.petits_nombres import PAS, arrondir
from proximite.typographie import NBSP

from .definitions import Calcul
from .resultats import Cellule, Rapport, Resultat

PETIT = f"<{NBSP}{PAS}"
NON_PUBLIE = f"n.{NBSP}p."


@dataclass(frozen=True)
class ResultatProtege(Resultat):
    """A figure of displayed numbers: multiples of 5, where 0 stands for « < 5 »."""

    @property
    def exacte(self) -> Fraction | None:
        """Of the displayed numbers; None where they don’t tell."""
        if self.indicateur.calcul is Calcul.MEDIANE or not self.numerateur:
            return None
        exacte = super().exacte
        if self.indicateur.calcul is Calcul.PART and exacte is not None and exacte > 1:
            return None
        return exacte

    @property
    def cellules(self) -> tuple[Cellule, Cellule, Cellule]:
        denominateur = None if self.denominateur is None else _montrer(self.denominateur)
        valeur = self.affichage if self.valeur is None else self.valeur
        return _montrer(self.numerateur), denominateur, valeur

    @property
    def affichage(self) -> str:
        """« 15 », « < 5 », « 67 % »; « n. p. », non publié, where the numbers don’t tell."""
        if self.valeur is not None:
            return super().affichage
        return PETIT if self.indicateur.calcul is Calcul.NOMBRE else NON_PUBLIE


def proteger(rapport: Rapport) -> Rapport:
    """The same report as the comité may see it."""
    return replace(
        rapport, resultats={cle: proteger_resultat(resultat) for cle, resultat in rapport.items()}
    )


def proteger_resultat(resultat: Resultat) -> ResultatProtege:
    denominateur = resultat.denominateur
    return ResultatProtege(
        indicateur=resultat.indicateur,
        numerateur=arrondir(resultat.numerateur),
        denominateur=None if denominateur is None else arrondir(denominateur),
    )


def _montrer(nombre: int) -> Cellule:
    return nombre or PETIT

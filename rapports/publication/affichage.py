"""How a count below the network is shown (SECURITE « Aggregates »), and read again.

A published cell is a multiple of 5, « <5 » (or « <10 ») where the count is small, zero included,
or « retenu » where the audit found that it would give away a neighbour. Parts are computed from
published cells only.
"""

from dataclasses import dataclass
from fractions import Fraction

from proximite.petits_nombres import PAS
from proximite.typographie import NBSP, nombre

from ..definitions import Calcul
from ..resultats import Cellule, Resultat

Affiche = int | str
RETENU = "retenu"
NON_PUBLIE = f"n.{NBSP}p."


def afficher(compte: int, seuil: int = PAS) -> Affiche:
    """« <5 » under the threshold, otherwise rounded to 5: 5, 6 and 7 are 5."""
    return f"<{seuil}" if compte < seuil else (compte + PAS // 2) // PAS * PAS


def intervalle(affiche: Affiche, seuil: int = PAS) -> tuple[int, int] | None:
    """What a published cell says of its count, both ends included; None: nothing."""
    if affiche == RETENU:
        return None
    if isinstance(affiche, str):
        return 0, int(affiche.removeprefix("<")) - 1
    return max(seuil, affiche - PAS // 2), affiche + PAS // 2


def est_petit(affiche: Affiche) -> bool:
    return isinstance(affiche, str) and affiche != RETENU


def en_mots(affiche: Affiche) -> str:
    """« 1 205 », « < 5 », « n. p. »."""
    if affiche == RETENU:
        return NON_PUBLIE
    return affiche.replace("<", f"<{NBSP}") if isinstance(affiche, str) else nombre(affiche)


@dataclass(frozen=True)
class ResultatPublie(Resultat):
    """A figure made of published cells only.

    ``numerateur`` and ``denominateur`` are 0 where the cell is small or withheld: what is drawn
    and computed; ``cellule_n`` and ``cellule_d`` are what is read.
    """

    cellule_n: Affiche = RETENU
    cellule_d: Affiche | None = None

    @classmethod
    def lire(cls, indicateur: object, n: Affiche, d: Affiche | None) -> "ResultatPublie":
        return cls(
            indicateur=indicateur,  # type: ignore[arg-type]
            numerateur=n if isinstance(n, int) else 0,
            denominateur=d if isinstance(d, int) else (None if d is None else 0),
            cellule_n=n,
            cellule_d=d,
        )

    @property
    def exacte(self) -> Fraction | None:
        """Of the published cells; None where they don’t tell, or tell the impossible."""
        if self.indicateur.calcul is Calcul.MEDIANE or not self.numerateur:
            return None
        exacte = super().exacte
        if self.indicateur.calcul is Calcul.PART and exacte is not None and exacte > 1:
            return None
        return exacte

    @property
    def cellules(self) -> tuple[Cellule, Cellule, Cellule]:
        denominateur = None if self.cellule_d is None else _ecrire(self.cellule_d)
        valeur = self.affichage if self.valeur is None else self.valeur
        return _ecrire(self.cellule_n), denominateur, valeur

    @property
    def affichage(self) -> str:
        """« 15 », « < 5 », « 67 % »; « n. p. », non publié, where the numbers don’t tell."""
        if self.valeur is not None:
            return super().affichage
        return en_mots(self.cellule_n) if self.indicateur.calcul is Calcul.NOMBRE else NON_PUBLIE


def _ecrire(affiche: Affiche) -> Cellule:
    return affiche if isinstance(affiche, int) else en_mots(affiche)

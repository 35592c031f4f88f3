"""Whether a reader of everything published could find a hidden count: a search by HiGHS.

What a reader can deduce of a count is the interval that linear programming gives it over all the
facts. A hidden count is safe when at least three whole numbers lie in it. Each program, whatever
its direction, widens what has been seen of every hidden count at once: a few dozen prove thousands
of them safe; those left are minimised and maximised one at a time.

Counts are whole, which linear programs ignore. So where the facts narrow a count to less than what
is shown of it, and everywhere in a small system, three of its values must each be part of a
solution in whole numbers, found as an integer program and checked with integers.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

import highspy
import numpy as np

from .systeme import INFINI, Cle, Composante, Systeme

VALEURS_POSSIBLES = 3
TOURS_SANS_PROGRES = 3
# A program over everything costs as much as looking for that many counts one at a time.
GAIN, PEU = 8, 30
PETIT_SYSTEME = 150
GRAINE = 5305
TOLERANCE = 1e-6
ESSAIS = 12
SECONDES_PAR_COMPTE = 5.0
PROGRAMMES_ENTRE_NOUVELLES = 100


@dataclass
class Bilan:
    """What was found of a system: hidden counts, those in danger, and the work it took."""

    secrets: int = 0
    en_danger: list[Cle] = field(default_factory=list)
    programmes: int = 0

    def ajouter(self, autre: "Bilan") -> None:
        self.secrets += autre.secrets
        self.en_danger += autre.en_danger
        self.programmes += autre.programmes


def auditer(
    systeme: Systeme,
    parmi: Collection[Cle],
    avancer: Callable[[], None] = lambda: None,
    figees: frozenset[int] = frozenset(),
) -> Bilan:
    """Look for the hidden counts of ``parmi``; ``avancer`` is called now and then. Unknowns of
    ``figees`` are held at their true counts: less is found so, all of it is true."""
    bilan = Bilan(en_danger=[cle for cle in parmi if systeme.tout_fige(cle, figees)])
    for composante in systeme.composantes(parmi, figees):
        bilan.ajouter(Enquete(composante, avancer).mener())
    return bilan


class Enquete:
    """The search in one component: how far each hidden count has been seen to go."""

    def __init__(self, composante: Composante, avancer: Callable[[], None]) -> None:
        systeme, self.avancer = composante.systeme, avancer
        self.secrets = composante.secrets
        self.vrais = composante.vrais
        rang = {inconnue: i for i, inconnue in enumerate(composante.inconnues)}
        self.bas = np.zeros(len(rang))
        self.haut = np.full(len(rang), INFINI)
        lignes = []
        for cle in composante.faits:
            fait = systeme.faits[cle]
            termes = [(rang[i], c) for i, c in fait.termes if i in rang]
            fige = sum(c * systeme.vrais[i] for i, c in fait.termes if i not in rang)
            if len(termes) == 1 and termes[0][1] == 1:
                self._borner(termes[0][0], fait.bas - fige, fait.haut - fige)
            else:
                lignes.append((termes, fait.bas - fige, fait.haut - fige))
        self.faits = Matrice.de(termes for termes, _, _ in lignes)
        self.faits_bas = np.array([bas for _, bas, _ in lignes])
        self.faits_haut = np.array([haut for _, _, haut in lignes])
        self.sommes = Matrice.de(
            [(rang[i], 1) for i in systeme.secrets[cle].inconnues if i in rang]
            for cle in self.secrets
        )
        self.plafonds = np.array([systeme.secrets[cle].plafond for cle in self.secrets])
        vrais = self.sommes @ self.vrais
        self.vus_bas, self.vus_haut = vrais.copy(), vrais.copy()
        self.bilan = Bilan(secrets=len(self.secrets))

    def _borner(self, i: int, bas: float, haut: float) -> None:
        self.bas[i], self.haut[i] = max(self.bas[i], bas), min(self.haut[i], haut)

    def mener(self) -> Bilan:
        self.programme, self.voisin = self._programme(), self._ecarts()
        self._elargir_ensemble()
        petit = len(self.vrais) <= PETIT_SYSTEME
        for rang in range(len(self.secrets)) if petit else np.flatnonzero(self._etroits).tolist():
            if not self._a_plusieurs_valeurs(rang):
                self.bilan.en_danger.append(self.secrets[rang])
        return self.bilan

    @property
    def _etroits(self) -> np.ndarray:
        """Not seen yet as free as what is shown of them lets them be."""
        return self.vus_haut - self.vus_bas < self.plafonds - TOLERANCE

    # --- Many at once ---------------------------------------------------------------------------

    def _elargir_ensemble(self) -> None:
        """Random directions, which push where it is still narrow, until they teach nothing."""
        hasard = np.random.default_rng(GRAINE)
        restants, sans_progres = len(self.secrets), 0
        while restants > PEU and sans_progres < TOURS_SANS_PROGRES:
            etroits = self.vus_haut - self.vus_bas < self.plafonds - TOLERANCE
            gains = hasard.uniform(-1, 1, len(self.secrets)) * np.where(etroits, 10, 0.1)
            self._resoudre(self.sommes.combiner(gains, len(self.vrais)))
            avant, restants = (
                restants,
                int((self.vus_haut - self.vus_bas < self.plafonds - TOLERANCE).sum()),
            )
            sans_progres = 0 if restants <= avant - GAIN else sans_progres + 1

    # --- One at a time --------------------------------------------------------------------------

    def _a_plusieurs_valeurs(self, rang: int) -> bool:
        """Three of its values are each part of a solution in whole numbers, the true one first."""
        membres = self.sommes.ligne(rang)
        vraie = int(self.vrais[membres].sum())
        valeurs = range(min(self.plafonds[rang], vraie + ESSAIS) + 1)
        trouvees = 0
        for valeur in sorted(valeurs, key=lambda v: abs(v - vraie))[: 2 * ESSAIS]:
            trouvees += valeur == vraie or self._est_possible(membres, valeur - vraie)
            if trouvees == VALEURS_POSSIBLES:
                return True
        return False

    def _est_possible(self, membres: np.ndarray, ecart: int) -> bool:
        """Among the solutions closest to the true counts, which move few of them and nearly
        always by whole numbers; else in an integer program."""
        proche = self._essayer(self.voisin, membres, ecart)
        if proche is None:
            proche = self._essayer(self._ecarts(entier=True), membres, ecart)
        return bool(proche)

    def _essayer(self, programme: highspy.Highs, membres: np.ndarray, ecart: int) -> bool | None:
        """None when its solution is not one in whole numbers."""
        n = len(self.vrais)
        colonnes = np.concatenate([membres, membres + n]).astype(np.int32)
        programme.addRow(
            ecart, ecart, len(colonnes), colonnes, np.repeat([1.0, -1.0], len(membres))
        )
        self._lancer(programme)
        impossible = programme.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        trouve = np.rint(programme.getSolution().col_value)
        programme.deleteRows(1, np.array([programme.getNumRow() - 1], dtype=np.int32))
        if impossible:
            return False
        if len(trouve) != 2 * n:
            return None
        mouvements = trouve[:n] - trouve[n:]
        juste = mouvements[membres].sum() == ecart
        return True if juste and self._est_solution(self.vrais + mouvements, 0) else None

    # --- HiGHS ------------------------------------------------------------------------------------

    def _lancer(self, programme: highspy.Highs) -> None:
        programme.run()
        self.bilan.programmes += 1
        if self.bilan.programmes % PROGRAMMES_ENTRE_NOUVELLES == 1:
            self.avancer()

    def _resoudre(self, couts: np.ndarray) -> None:
        """The least ``couts``, and what its solution shows of every hidden count."""
        programme = self.programme
        programme.changeColsCost(len(couts), np.arange(len(couts), dtype=np.int32), couts)
        self._lancer(programme)
        solution = np.array(programme.getSolution().col_value)
        if len(solution) == len(self.vrais) and self._est_solution(solution, TOLERANCE):
            valeurs = self.sommes @ solution
            self.vus_bas = np.minimum(self.vus_bas, valeurs)
            self.vus_haut = np.maximum(self.vus_haut, valeurs)

    def _est_solution(self, solution: np.ndarray, tolerance: float) -> bool:
        sommes = self.faits @ solution
        return bool(
            (solution >= self.bas - tolerance).all()
            and (solution <= self.haut + tolerance).all()
            and (sommes >= self.faits_bas - tolerance).all()
            and (sommes <= self.faits_haut + tolerance).all()
        )

    def _programme(self) -> highspy.Highs:
        """Over the counts themselves."""
        return _charger(
            (np.zeros(len(self.vrais)), self.bas, self.haut),
            (self.faits, self.faits_bas, self.faits_haut),
        )

    def _ecarts(self, *, entier: bool = False) -> highspy.Highs:
        """Over how far each count is above, then below, the true one: as little as possible."""
        vraies_sommes = self.faits @ self.vrais
        plus, moins = self.haut - self.vrais, self.vrais - self.bas
        colonnes = (np.ones(2 * len(self.vrais)), np.zeros(2 * len(self.vrais)))
        return _charger(
            (*colonnes, np.concatenate([plus, moins])),
            (
                self.faits.avec_son_oppose(len(self.vrais)),
                self.faits_bas - vraies_sommes,
                self.faits_haut - vraies_sommes,
            ),
            entier=entier,
        )


Colonnes = tuple[np.ndarray, np.ndarray, np.ndarray]
Lignes = tuple["Matrice", np.ndarray, np.ndarray]


def _charger(colonnes: Colonnes, lignes: Lignes, *, entier: bool = False) -> highspy.Highs:
    """A minimisation: costs, lower and upper bounds of columns; matrix and bounds of rows."""
    programme = highspy.Highs()  # type: ignore[no-untyped-call]
    programme.silent()
    programme.setOptionValue("threads", 1)
    programme.setOptionValue("random_seed", GRAINE)
    if entier:
        programme.setOptionValue("time_limit", SECONDES_PAR_COMPTE)
    modele = highspy.HighsLp()
    modele.col_cost_, modele.col_lower_, modele.col_upper_ = colonnes
    matrice, modele.row_lower_, modele.row_upper_ = lignes
    modele.num_col_, modele.num_row_ = len(colonnes[0]), matrice.hauteur
    modele.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    modele.a_matrix_.start_ = matrice.debuts
    modele.a_matrix_.index_ = matrice.colonnes
    modele.a_matrix_.value_ = matrice.valeurs
    if entier:
        modele.integrality_ = [highspy.HighsVarType.kInteger] * len(colonnes[0])
    programme.passModel(modele)
    return programme


@dataclass
class Matrice:
    """Sparse rows, as HiGHS takes them."""

    debuts: np.ndarray
    colonnes: np.ndarray
    valeurs: np.ndarray

    @classmethod
    def de(cls, rangees: Iterable[list[tuple[int, int]]]) -> "Matrice":
        lignes = list(rangees)
        debuts = np.cumsum([0, *(len(termes) for termes in lignes)]).astype(np.int32)
        colonnes = np.array([i for termes in lignes for i, _ in termes], dtype=np.int32)
        valeurs = np.array([c for termes in lignes for _, c in termes], dtype=float)
        return cls(debuts, colonnes, valeurs)

    @property
    def hauteur(self) -> int:
        return len(self.debuts) - 1

    @property
    def rangs(self) -> np.ndarray:
        """The row of each coefficient."""
        return np.repeat(np.arange(self.hauteur), np.diff(self.debuts))

    def __matmul__(self, vecteur: np.ndarray) -> np.ndarray:
        produits = self.valeurs * vecteur[self.colonnes]
        return np.bincount(self.rangs, produits, minlength=self.hauteur)

    def ligne(self, rang: int) -> np.ndarray:
        return self.colonnes[self.debuts[rang] : self.debuts[rang + 1]]

    def combiner(self, poids: np.ndarray, largeur: int) -> np.ndarray:
        """The weighted sum of the rows, by column."""
        return np.bincount(self.colonnes, self.valeurs * poids[self.rangs], minlength=largeur)

    def avec_son_oppose(self, largeur: int) -> "Matrice":
        """[A, −A]: the same rows over twice the columns."""
        longueurs = np.diff(self.debuts)
        debuts = np.concatenate([[0], np.cumsum(2 * longueurs)]).astype(np.int32)
        places = np.arange(len(self.colonnes)) + np.repeat(self.debuts[:-1], longueurs)
        opposees = places + np.repeat(longueurs, longueurs)
        colonnes = np.empty(2 * len(self.colonnes), dtype=np.int32)
        valeurs = np.empty(2 * len(self.valeurs))
        colonnes[places], colonnes[opposees] = self.colonnes, self.colonnes + largeur
        valeurs[places], valeurs[opposees] = self.valeurs, -self.valeurs
        return Matrice(debuts, colonnes, valeurs)

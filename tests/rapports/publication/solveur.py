"""Whole numbers that agree with every line: least, greatest, and others between."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf

import highspy
import numpy as np

ESSAIS = 12
PRECISION = 1e-6


@dataclass(frozen=True)
class Ligne:
    """``moins`` ≤ the sum of unknowns, ``facteurs`` times each, ≤ ``plus``; none is under 0."""

    facteurs: dict[Hashable, int]
    moins: float
    plus: float


class ContradictionError(Exception):
    """No registry agrees with what the reader believes: she believes too much."""


class Solveur:
    def __init__(self, lignes: Sequence[Ligne], cachees: Mapping[int, int]) -> None:
        """``cachees``: line → the name it is reported under."""
        self.lignes, self.cachees = lignes, cachees
        noms = {nom: None for ligne in lignes for nom in ligne.facteurs}
        self.rang = {nom: i for i, nom in enumerate(noms)}
        self.matrice = np.zeros((len(lignes), len(noms)), dtype=np.int64)
        for i, ligne in enumerate(lignes):
            for nom, fois in ligne.facteurs.items():
                self.matrice[i, self.rang[nom]] += fois
        self.moins = np.array([ligne.moins for ligne in lignes], dtype=float)
        self.plus = np.array([ligne.plus for ligne in lignes], dtype=float)
        self.hasard = np.random.default_rng(len(lignes))
        self.vues: dict[int, set[int]] = {ligne: set() for ligne in cachees}
        self.relache = self._modele()

    def deviner(self, assez: int) -> Iterator[tuple[int, int, int]]:
        """Of each hidden line with fewer than ``assez`` values: its name, least and greatest."""
        for _ in range(ESSAIS):
            restantes = [i for i, vues in self.vues.items() if len(vues) < assez]
            if not restantes:
                return
            poids = self.hasard.normal(size=len(restantes))
            self._optimiser(poids @ self.matrice[restantes])
        for ligne in [i for i, vues in self.vues.items() if len(vues) < assez]:
            moins, plus = self._extremes(ligne)
            if plus - moins + 1 < assez or not self._en_trouver(ligne, moins, plus, assez):
                yield self.cachees[ligne], moins, plus

    def _extremes(self, ligne: int) -> tuple[int, int]:
        couts = self.matrice[ligne].astype(float)
        moins, plus = self._optimiser(couts)[ligne], self._optimiser(-couts)[ligne]
        return int(moins), int(plus)

    def _en_trouver(self, ligne: int, moins: int, plus: int, assez: int) -> bool:
        """Values between the least and the greatest, one after the other."""
        for valeur in range(moins + 1, plus):
            if len(self.vues[ligne]) >= assez:
                break
            if valeur not in self.vues[ligne]:
                self._essayer(ligne, valeur)
        return len(self.vues[ligne]) >= assez

    def _essayer(self, ligne: int, valeur: int) -> None:
        garde = self.moins[ligne], self.plus[ligne]
        self._borner(ligne, valeur, valeur)
        with suppress(ContradictionError):
            self._optimiser(np.zeros(len(self.rang)))
        self._borner(ligne, *garde)

    def _borner(self, ligne: int, moins: float, plus: float) -> None:
        self.moins[ligne], self.plus[ligne] = moins, plus
        self.relache.changeRowBounds(ligne, moins, plus)

    # --- Solving ----------------------------------------------------------------------------------

    def _optimiser(self, couts: np.ndarray) -> np.ndarray:
        """The lines’ values where ``couts`` is least, in whole numbers, noted as seen."""
        valeurs = self._resoudre(self.relache, couts)
        if valeurs is None:
            entier = self._modele()
            n = len(self.rang)
            genres = np.full(n, highspy.HighsVarType.kInteger, dtype=object)
            entier.changeColsIntegrality(n, np.arange(n, dtype=np.int32), genres)
            valeurs = self._resoudre(entier, couts)
            if valeurs is None:
                raise AssertionError("A whole solution that is not whole")
        for ligne, vues in self.vues.items():
            vues.add(int(valeurs[ligne]))
        return valeurs

    def _resoudre(self, modele: highspy.Highs, couts: np.ndarray) -> np.ndarray | None:
        """None where the best is not whole."""
        n = len(self.rang)
        modele.changeColsCost(n, np.arange(n, dtype=np.int32), couts.astype(float))
        modele.run()
        statut = modele.getModelStatus()
        if statut == highspy.HighsModelStatus.kInfeasible:
            raise ContradictionError
        if statut != highspy.HighsModelStatus.kOptimal:
            raise AssertionError(f"HiGHS: {statut}")
        solution = np.array(modele.getSolution().col_value)
        entiere = np.rint(solution)
        if np.abs(solution - entiere).max() > PRECISION:
            return None
        return self._verifier(entiere.astype(np.int64))

    def _verifier(self, entiere: np.ndarray) -> np.ndarray:
        valeurs: np.ndarray = self.matrice @ entiere
        juste = (entiere >= 0).all() and (valeurs >= self.moins).all()
        if not (juste and (valeurs <= self.plus).all()):
            raise AssertionError("HiGHS breaks a line")
        return valeurs

    def _modele(self) -> highspy.Highs:
        modele = highspy.Highs()
        modele.setOptionValue("output_flag", False)
        modele.setOptionValue("threads", 1)
        modele.setOptionValue("presolve", "off")
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = self.matrice.shape
        lp.col_cost_ = np.zeros(lp.num_col_)
        lp.col_lower_ = np.zeros(lp.num_col_)
        lp.col_upper_ = np.full(lp.num_col_, inf)
        lp.row_lower_, lp.row_upper_ = self.moins.copy(), self.plus.copy()
        ou, quoi = np.nonzero(self.matrice)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate(
            [[0], np.cumsum(np.bincount(ou, minlength=lp.num_row_))]
        ).astype(np.int32)
        lp.a_matrix_.index_ = quoi.astype(np.int32)
        lp.a_matrix_.value_ = self.matrice[ou, quoi].astype(float)
        modele.passModel(lp)
        return modele

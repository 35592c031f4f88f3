"""What an attentive reader of everything published knows, as linear facts about whole numbers.

The unknowns are the mesures of each submitted report; facts are what is published of their sums,
and what the definitions say (partitions). ``Systeme`` holds the true counts too: they are one
solution, which proves that the facts do not contradict each other.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

INFINI = float("inf")
SANS_PLAFOND = 10**6
# A tuple of words and numbers; the first one says of which publication.
Cle = tuple[Any, ...]


@dataclass(frozen=True)
class Fait:
    """``bas`` ≤ Σ coefficient × unknown ≤ ``haut``."""

    termes: tuple[tuple[int, int], ...]
    bas: float
    haut: float


@dataclass(frozen=True)
class Secret:
    """A hidden count: a sum of unknowns that must keep several possible values; ``plafond`` is the
    greatest that what is shown of it allows."""

    cle: Cle
    inconnues: tuple[int, ...]
    plafond: int


@dataclass
class Systeme:
    vrais: list[int] = field(default_factory=list)
    faits: dict[Cle, Fait] = field(default_factory=dict)
    secrets: dict[Cle, Secret] = field(default_factory=dict)
    _rangs: dict[Cle, int] = field(default_factory=dict)

    def inconnue(self, cle: Cle, vrai: int) -> int:
        """The rank of this unknown, made on first sight."""
        if cle not in self._rangs:
            self._rangs[cle] = len(self.vrais)
            self.vrais.append(vrai)
        return self._rangs[cle]

    def somme_entre(self, cle: Cle, inconnues: Iterable[int], bas: float, haut: float) -> None:
        """What is published of a sum."""
        self.faits[cle] = Fait(tuple((i, 1) for i in inconnues), bas, haut)

    def retenir(self, cle: Cle, inconnues: Sequence[int], plancher: int) -> None:
        """Withheld, so not small; hidden all the same."""
        self.somme_entre(cle, inconnues, plancher, INFINI)
        self.cacher(cle, inconnues, SANS_PLAFOND)

    def egale(self, cle: Cle, total: int, parts: Iterable[int]) -> None:
        self.faits[cle] = Fait(((total, 1), *((part, -1) for part in parts)), 0, 0)

    def egalite(self, cle: Cle, termes: Mapping[int, int]) -> None:
        """These terms add up to nothing."""
        restants = tuple((i, c) for i, c in termes.items() if c)
        if restants:
            self.faits[cle] = Fait(restants, 0, 0)

    def au_moins(self, cle: Cle, termes: Mapping[int, int], bas: float = 0) -> None:
        self.faits[cle] = Fait(tuple(termes.items()), bas, INFINI)

    def difference(
        self, cle: Cle, grands: Iterable[int], petits: Iterable[int], bas: int, ouverte: bool = True
    ) -> None:
        """How much more the first ones are than the others; exactly that unless ``ouverte``."""
        termes: Counter[int] = Counter(grands)
        termes.subtract(petits)
        restants = tuple((i, c) for i, c in termes.items() if c)
        if restants:
            self.faits[cle] = Fait(restants, bas, INFINI if ouverte else bas)

    def cacher(self, cle: Cle, inconnues: Sequence[int], plafond: int) -> None:
        self.secrets[cle] = Secret(cle, tuple(inconnues), plafond)

    def retirer(self, cle: Cle) -> None:
        """This number is not published after all, nor said to be small."""
        self.faits.pop(cle, None)
        self.secrets.pop(cle, None)

    def contradictions(self) -> list[Cle]:
        """The facts that the true counts do not satisfy: none, or something is badly read."""
        return [
            cle
            for cle, fait in self.faits.items()
            if not fait.bas <= sum(c * self.vrais[i] for i, c in fait.termes) <= fait.haut
        ]

    def inconnues_de(self, fenetre: str) -> frozenset[int]:
        """Those that the facts of one publication say something about."""
        return frozenset(
            i for cle, fait in self.faits.items() if cle[0] == fenetre for i, _ in fait.termes
        )

    def composantes(
        self, parmi: Collection[Cle] | None = None, figees: frozenset[int] = frozenset()
    ) -> list["Composante"]:
        """Unknowns that no fact ties are audited apart; with only the hidden counts asked for.
        ``figees`` are held at their true counts: what is found so is true without that too."""
        chef = list(range(len(self.vrais)))

        def racine(i: int) -> int:
            while chef[i] != i:
                chef[i] = chef[chef[i]]
                i = chef[i]
            return i

        def lier(inconnues: Iterable[int]) -> int | None:
            libres = [i for i in inconnues if i not in figees]
            for i in libres[1:]:
                chef[racine(i)] = racine(libres[0])
            return libres[0] if libres else None

        des_faits = {cle: lier(i for i, _ in fait.termes) for cle, fait in self.faits.items()}
        des_secrets = {cle: lier(secret.inconnues) for cle, secret in self.secrets.items()}
        groupes: dict[int, Composante] = {}
        for i in range(len(self.vrais)):
            if i not in figees:
                groupes.setdefault(racine(i), Composante(self)).inconnues.append(i)
        for cle, libre in des_faits.items():
            if libre is not None:
                groupes[racine(libre)].faits.append(cle)
        for cle, libre in des_secrets.items():
            if libre is not None and (parmi is None or cle in parmi):
                groupes[racine(libre)].secrets.append(cle)
        return [composante for composante in groupes.values() if composante.secrets]

    def tout_fige(self, cle: Cle, figees: frozenset[int]) -> bool:
        return figees.issuperset(self.secrets[cle].inconnues)


@dataclass
class Composante:
    systeme: Systeme
    inconnues: list[int] = field(default_factory=list)
    faits: list[Cle] = field(default_factory=list)
    secrets: list[Cle] = field(default_factory=list)

    @property
    def vrais(self) -> np.ndarray:
        return np.array([self.systeme.vrais[i] for i in self.inconnues], dtype=np.int64)

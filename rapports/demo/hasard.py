"""Chance with a seed: the same demonstration, to the comma, every time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from comptes.models import Utilisateur
from familles import codes

T = TypeVar("T")

SAMEDI = 5


class Hasard(Random):
    def __init__(self, graine: int, *, aujourdhui: date) -> None:
        super().__init__(graine)
        self.aujourdhui = aujourdhui

    def arrive(self, probabilite: float) -> bool:
        return self.random() < probabilite

    def pondere(self, poids: Mapping[T, float]) -> T:
        return self.choices(list(poids), weights=list(poids.values()))[0]

    def melange(self, valeurs: Iterable[T]) -> list[T]:
        liste = list(valeurs)
        self.shuffle(liste)
        return liste

    def paquet(self, quotas: Mapping[T, int]) -> list[T]:
        """Each value as many times as its quota says, shuffled."""
        return self.melange(valeur for valeur, n in quotas.items() for _ in range(n))

    def jour(self, debut: date, fin: date) -> date:
        """A day between the two, both included; a working day if there is one."""
        le = debut + timedelta(days=self.randint(0, max((fin - debut).days, 0)))
        if le.weekday() < SAMEDI:
            return le
        vendredi = le - timedelta(days=le.weekday() - 4)
        lundi = le + timedelta(days=7 - le.weekday())
        return vendredi if vendredi >= debut else min(lundi, fin)

    def apres(self, le: date, au_moins: int, au_plus: int) -> date:
        return self.jour(le + timedelta(days=au_moins), le + timedelta(days=au_plus))

    def avant(self, le: date, au_moins: int, au_plus: int) -> date:
        return self.jour(le - timedelta(days=au_plus), le - timedelta(days=au_moins))

    def cle(self) -> UUID:
        return UUID(int=self.getrandbits(128), version=4)

    def code(self) -> str:
        return codes.avec_controle("".join(self.choices(codes.ALPHABET, k=codes.LONGUEUR - 1)))

    def telephone(self) -> str:
        """A number of the range kept for fiction."""
        return f"+1418555{self.randint(100, 199):04d}"

    def moment(self, le: date) -> datetime:
        """Some time of that day; early if it is today."""
        heure = 11 if le >= self.aujourdhui else self.randint(13, 21)
        return datetime(le.year, le.month, le.day, heure, self.randint(0, 59), tzinfo=UTC)

    def saisie(self, par: Utilisateur, le: date) -> dict[str, Any]:
        """The fields of ``proximite.models.Saisie``."""
        le = min(le, self.aujourdhui)
        return {"cle": self.cle(), "saisie_par_id": par.pk, "saisie_le": self.moment(le)}


def repartir(total: int, poids: Sequence[float]) -> list[int]:
    """Whole parts of the total, proportional to the weights (largest remainders)."""
    somme = sum(poids)
    parts = [total * p / somme for p in poids]
    entiers = [int(part) for part in parts]
    restes = sorted(range(len(parts)), key=lambda i: entiers[i] - parts[i])
    for i in restes[: total - sum(entiers)]:
        entiers[i] += 1
    return entiers

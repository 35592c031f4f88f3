"""Counts that leave those who know the familles (SECURITE « Aggregates »): 0 to 4 is said small,
others are rounded to 5."""

from proximite.typographie import NBSP, nombre

PAS = 5


def arrondir(compte: int) -> int:
    """A multiple of 5, where 0 stands for 0 to 4."""
    return 0 if compte < PAS else (compte + PAS // 2) // PAS * PAS


def environ(compte: int) -> str:
    """« moins de 5 », « environ 10 »."""
    arrondi = arrondir(compte)
    return f"environ{NBSP}{nombre(arrondi)}" if arrondi else f"moins de{NBSP}{PAS}"

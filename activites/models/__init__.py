from .activites import (
    ACTIONS_DE_CONCERTATION,
    ActiviteDemarchage,
    ActiviteQuerySet,
    ActiviteReseautage,
    Composante,
    DemandeHorsMandat,
    ModeContact,
    StrategieDemarchage,
    TempsDeTravail,
    TypeAction,
)
from .sortie import AlerteSortie, Sortie

__all__ = [
    "ACTIONS_DE_CONCERTATION",
    "ActiviteDemarchage",
    "ActiviteQuerySet",
    "ActiviteReseautage",
    "AlerteSortie",
    "Composante",
    "DemandeHorsMandat",
    "ModeContact",
    "Sortie",
    "StrategieDemarchage",
    "TempsDeTravail",
    "TypeAction",
]

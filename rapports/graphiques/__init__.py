"""The kinds of charts that pages and files share."""

from .barres import barres, barres_empilees
from .colonnes import colonnes, petits_multiples
from .courbes import courbes
from .matrice import matrice
from .socle import (
    LARGEUR,
    PALETTE_CATEGORIES,
    PALETTE_SEQUENCE,
    Graphique,
    Ligne,
    Valeur,
)

__all__ = [
    "LARGEUR",
    "PALETTE_CATEGORIES",
    "PALETTE_SEQUENCE",
    "Graphique",
    "Ligne",
    "Valeur",
    "barres",
    "barres_empilees",
    "colonnes",
    "courbes",
    "matrice",
    "petits_multiples",
]

from .fraicheur import capacite, confirmer
from .propositions import proposition, proposition_refuser
from .repertoire import creer, fiche, liste, modifier

__all__ = [
    "capacite",
    "confirmer",
    "creer",
    "fiche",
    "liste",
    "modifier",
    "proposition",
    "proposition_refuser",
]

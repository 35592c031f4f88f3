from .fraicheur import capacite, confirmer
from .repertoire import creer, fiche, liste, modifier

__all__ = ["capacite", "confirmer", "creer", "fiche", "liste", "modifier"]

from .fraicheur import capacite, confirmer
from .fusions import doublons, fusion_annuler, fusionner
from .propositions import proposition, proposition_refuser
from .repertoire import creer, fiche, liste, modifier

__all__ = [
    "capacite",
    "confirmer",
    "creer",
    "doublons",
    "fiche",
    "fusion_annuler",
    "fusionner",
    "liste",
    "modifier",
    "proposition",
    "proposition_refuser",
]

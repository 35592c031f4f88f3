from .exportation import export, exporter
from .fraicheur import capacite, confirmer
from .fusions import distinguer, doublons, fusion_annuler, fusionner
from .importation import (
    importation,
    importation_abandonner,
    importation_analyser,
    importation_associer,
    importation_confirmer,
    importation_decider,
    importation_modele,
    importer,
)
from .propositions import proposition, proposition_refuser
from .repertoire import creer, fiche, liste, modifier

__all__ = [
    "capacite",
    "confirmer",
    "creer",
    "distinguer",
    "doublons",
    "export",
    "exporter",
    "fiche",
    "fusion_annuler",
    "fusionner",
    "importation",
    "importation_abandonner",
    "importation_analyser",
    "importation_associer",
    "importation_confirmer",
    "importation_decider",
    "importation_modele",
    "importer",
    "liste",
    "modifier",
    "proposition",
    "proposition_refuser",
]

"""The periods that reports are made for, the reports, what is published of them."""

from rapports.models.extrait import ExtraitRecherche
from rapports.models.participation import (
    DecisionPassee,
    RapportParticipation,
    VersionRapport,
)
from rapports.models.periode import Periode
from rapports.models.publication import Publication
from rapports.models.tache import Tache

__all__ = [
    "DecisionPassee",
    "ExtraitRecherche",
    "Periode",
    "Publication",
    "RapportParticipation",
    "Tache",
    "VersionRapport",
]

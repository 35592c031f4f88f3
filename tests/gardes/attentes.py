"""What is expected of every URL of the project."""

from .urls import Attente

TOUTES = frozenset(
    {
        "ptp",
        "gestionnaire",
        "comite",
        "administration",
        "evaluation",
        "inconnue",
        "ancienne",
        "sans_role",
    }
)
PTP = frozenset({"ptp", "inconnue"})
TERRAIN = PTP | {"gestionnaire"}
GESTIONNAIRE = frozenset({"gestionnaire"})
COMITE = frozenset({"comite"})
ADMINISTRATION = frozenset({"administration"})

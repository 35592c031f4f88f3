"""What follows when a famille goes to another territoire, in the same transaction.

A higher app adds its own by decorating a function with ``suite`` in a module that its
``AppConfig.ready`` imports.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from familles.models import Transfert

# In its place: whoever reads knows that there was one.
GARDEE = "(Note qui n’a pas suivi.)"
Suite = Callable[["Transfert"], None]
SUITES: list[Suite] = []
# What a PTP wrote of her in words of her own, and that stays behind when she did not agree to pass
# it on: (model, field).
NOTES: list[tuple[str, str]] = [
    ("familles.Accompagnement", "motif_debut_avance"),
    ("familles.Besoin", "precisions"),
    ("familles.EvaluationIsolement", "motif_correction"),
    ("familles.EvaluationIsolement", "motif_intensite"),
    ("familles.FusionFamille", "motif"),
    ("familles.Intervention", "note"),
    ("familles.RendezVous", "mots"),
]


def suite(fonction: Suite) -> Suite:
    """Decorator: ``fonction(transfert)`` runs once, as it is accepted."""
    SUITES.append(fonction)
    return fonction


def donner_suite(transfert: "Transfert") -> None:
    for fonction in SUITES:
        fonction(transfert)

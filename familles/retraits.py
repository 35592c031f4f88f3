"""What follows at once when a consentement is withdrawn, in the same transaction.

A higher app adds its own by decorating a function with ``suite`` in a module that its
``AppConfig.ready`` imports.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from familles.models import Consentement

Suite = Callable[["Consentement"], None]
SUITES: list[Suite] = []


def suite(fonction: Suite) -> Suite:
    """Decorator: ``fonction(consentement)`` runs once, as it is withdrawn."""
    SUITES.append(fonction)
    return fonction


def donner_suite(consentement: "Consentement") -> None:
    for fonction in SUITES:
        fonction(consentement)

from datetime import UTC, datetime

import pytest
import time_machine

from courriels.gabarits import GABARITS, Message
from courriels.models import Courriel

MARDI_MIDI = datetime(2026, 11, 17, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def horloge():
    """It is Tuesday noon, until ``horloge.shift``."""
    with time_machine.travel(MARDI_MIDI, tick=False) as voyage:
        yield voyage


@pytest.fixture(autouse=True)
def gabarits():
    """The kinds of messages, « essai » among them; what a test adds goes with it."""
    connus = dict(GABARITS)
    GABARITS["essai"] = lambda courriel: Message("Un sujet", "Un corps accentué\u00a0: é")
    yield GABARITS
    GABARITS.clear()
    GABARITS.update(connus)


@pytest.fixture
def deposer(db):
    """``deposer("a")``: a message to a@exemple.test; the same again for the same name."""

    def faire(nom="a", **champs):
        return Courriel.deposer(
            **{
                "genre": "essai",
                "destinataire": f"{nom}@exemple.test",
                "cle": f"essai-{nom}",
                "concerne": f"essai-{nom}",
                "donnees": {},
                **champs,
            }
        )

    return faire

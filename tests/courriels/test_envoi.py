"""A lost mail server delays, never loses or doubles. With a real SMTP server."""

from datetime import UTC, datetime

import pytest
import time_machine

from courriels.gabarits import GABARITS, Message
from courriels.models import Courriel

pytestmark = pytest.mark.django_db(transaction=True)

MARDI_MIDI = datetime(2026, 11, 17, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _mardi_midi():
    with time_machine.travel(MARDI_MIDI, tick=False) as voyage:
        yield voyage


@pytest.fixture(autouse=True)
def _essai(monkeypatch):
    monkeypatch.setitem(GABARITS, "essai", lambda _: Message("Un sujet", "Un corps accentué : é"))


def deposer(cle="essai-1", destinataire="ici@exemple.test", **champs):
    champs = {"genre": "essai", "concerne": "essai-1", "donnees": {}, **champs}
    return Courriel.deposer(cle=cle, destinataire=destinataire, **champs)


def test_message_leaves_as_soon_as_it_is_deposited(boite_aux_lettres):
    deposer()
    (recu,) = boite_aux_lettres.recus
    assert recu["To"] == "ici@exemple.test"
    assert recu["Auto-Submitted"] == "auto-generated"
    assert recu.get_content().strip() == "Un corps accentué : é"
    assert Courriel.objects.get().etat == Courriel.Etat.ENVOYE

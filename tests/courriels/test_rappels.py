"""``manage.py rappels``: safe every hour, and says aloud what went wrong."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courriels import rappels
from courriels.models import Courriel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sources(monkeypatch):
    """The sources of this test only."""
    monkeypatch.setattr(rappels, "SOURCES", [])
    return rappels.SOURCES


def lancer():
    sortie = StringIO()
    call_command("rappels", stdout=sortie)
    return sortie.getvalue().replace("\u00a0", " ").strip()


def test_run_deposits_what_is_due_and_sends_it(boite_aux_lettres, deposer, sources):
    sources.append(lambda maintenant: [deposer(nom) for nom in "abc"])
    assert lancer() == (
        "Courriels déposés : 3; envoyés : 3; remis à plus tard : 0; abandonnés : 0; annulés : 0."
    )
    assert boite_aux_lettres.connexions == 1


def test_second_run_does_nothing_more(boite_aux_lettres, deposer, sources):
    sources.append(lambda maintenant: deposer())
    lancer()
    assert "déposés : 0; envoyés : 0" in lancer()
    assert len(boite_aux_lettres.recus) == 1


def test_runs_at_the_same_moment_send_once(boite_aux_lettres, deposer, sources, en_parallele):
    sources.append(lambda maintenant: [deposer(nom) for nom in "abcdefgh"])
    en_parallele(lancer, fois=16)
    assert len(boite_aux_lettres.recus) == 8


def test_source_that_fails_is_named_and_holds_back_no_other(boite_aux_lettres, deposer, sources):
    def cassee(maintenant):
        raise ZeroDivisionError

    sources += [cassee, lambda maintenant: deposer()]
    with pytest.raises(CommandError, match="cassee a échoué"):
        lancer()
    assert len(boite_aux_lettres.recus) == 1


def test_message_abandoned_makes_the_run_fail(boite_aux_lettres, deposer, sources):
    boite_aux_lettres.refus_destinataires["a@exemple.test"] = "550 no such user"
    sources.append(lambda maintenant: deposer())
    with pytest.raises(CommandError, match="1\u00a0courriel abandonné"):
        lancer()
    assert Courriel.objects.abandonnes().count() == 1
    assert "abandonnés : 0" in lancer()


def test_server_down_is_not_a_failure_of_the_run(boite_aux_lettres, deposer, sources):
    boite_aux_lettres.fermer()
    sources.append(lambda maintenant: deposer())
    assert "remis à plus tard : 1" in lancer()


def test_sources_know_what_time_it_is(sources, horloge):
    moments = []
    sources.append(moments.append)
    lancer()
    assert [moment.isoformat() for moment in moments] == ["2026-11-17T17:00:00+00:00"]

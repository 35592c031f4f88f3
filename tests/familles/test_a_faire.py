from datetime import date, timedelta

import pytest

from familles import a_faire as registre
from familles.a_faire import AFaire, a_faire
from familles.models import Famille

from .factories import (
    EnfantFactory,
    FamilleFactory,
    InterventionFactory,
    PromesseFactory,
)

AUJOURDHUI = date(2024, 6, 10)


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")


def titres(utilisateur):
    return [ligne.titre for ligne in a_faire(utilisateur, AUJOURDHUI)]


def test_nothing_waits_at_first(ptp, famille):
    assert titres(ptp) == []


def test_promise_due_is_recalled_and_late_ones_come_first(ptp, famille):
    PromesseFactory(famille=famille, texte="Aujourd’hui", echeance=AUJOURDHUI)
    PromesseFactory(famille=famille, texte="Hier", echeance=AUJOURDHUI - timedelta(days=1))
    PromesseFactory(famille=famille, texte="Demain", echeance=AUJOURDHUI + timedelta(days=1))
    PromesseFactory(famille=famille, texte="Un jour")
    assert titres(ptp) == ["Hier", "Aujourd’hui"]
    assert [ligne.urgent for ligne in a_faire(ptp, AUJOURDHUI)] == [True, False]


def test_promise_kept_is_no_longer_recalled(ptp, famille):
    PromesseFactory(famille=famille, echeance=AUJOURDHUI).tenir(le=AUJOURDHUI)
    assert titres(ptp) == []


def test_famille_not_seen_for_long_is_recalled(ptp, famille):
    InterventionFactory(famille=famille, date=AUJOURDHUI - timedelta(days=31))
    Famille.objects.actualiser_compteurs()
    assert titres(ptp) == ["Prendre des nouvelles\u00a0: la famille du parc"]


def test_expected_birth_that_is_past_is_recalled(ptp, famille):
    EnfantFactory(famille=famille, precision="prevue", naissance=AUJOURDHUI - timedelta(days=1))
    EnfantFactory(famille=famille, precision="prevue", naissance=AUJOURDHUI + timedelta(days=9))
    assert titres(ptp) == ["Un enfant est peut-être né\u00a0: la famille du parc"]


def test_each_ptp_has_only_her_own(ptp, inconnue, gestionnaire, famille):
    PromesseFactory(famille=famille, echeance=AUJOURDHUI)
    assert titres(ptp)
    assert titres(inconnue) == []
    assert titres(gestionnaire) == []


def test_higher_app_adds_its_lines_without_being_imported(monkeypatch, ptp):
    monkeypatch.setattr(registre, "SOURCES", [])

    @registre.source
    def demo(utilisateur, le):
        return [AFaire("Sans date", "", "/", "info"), AFaire("Datée", "", "/", "info", le)]

    assert titres(ptp) == ["Datée", "Sans date"]

"""« Déjà référé » : what past référencements say of a partenaire."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partenaires.bilans import bilans
from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.factories import geste, referencement_entrant, referencement_sortant

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 2)


def repondre(famille, partenaire, *, par, apres, accepte=True):
    referencement = referencement_sortant(
        famille, par=par, etat="mediation_faite", partenaire=partenaire, le=LE
    )
    suite = "accepter" if accepte else "refuser"
    geste(referencement, suite, par=par, le=LE + timedelta(days=apres))


def test_familles_delay_and_answers_are_told_in_one_sentence(famille, partenaire, territoire, ptp):
    autre = FamilleFactory(territoire=territoire, saisie_par=ptp)
    for cible, jours, accepte in [(famille, 1, True), (famille, 4, False), (autre, 30, True)]:
        repondre(cible, partenaire, par=ptp, apres=jours, accepte=accepte)
    referencement_sortant(famille, par=ptp, partenaire=partenaire)
    referencement_entrant(territoire, par=ptp, partenaire=partenaire)
    assert bilans(ptp, [partenaire])[partenaire.pk] == [
        "Déjà référé\u00a0: 2\u00a0familles, réponse en 4\u00a0jours (médiane), 2\u00a0acceptées"
    ]


def test_no_answer_yet_says_no_delay(famille, partenaire, ptp):
    referencement_sortant(famille, par=ptp, etat="mediation_faite", partenaire=partenaire)
    assert bilans(ptp, [partenaire])[partenaire.pk] == [
        "Déjà référé\u00a0: 1\u00a0famille, 0\u00a0acceptée"
    ]


def test_a_stranger_learns_nothing_of_it(famille, partenaire, ptp, inconnue):
    repondre(famille, partenaire, par=ptp, apres=1)
    assert bilans(inconnue, [partenaire])[partenaire.pk] == []


def test_told_on_the_list_and_on_the_page(famille, partenaire, ptp, client_de):
    repondre(famille, partenaire, par=ptp, apres=1)
    for page in (
        reverse("partenaires:liste"),
        reverse("partenaires:fiche", args=[partenaire.pk]),
        reverse("referencements:creer"),
    ):
        assert "réponse en 1\u00a0jour (médiane)" in client_de(ptp).get(page).content.decode()


def test_costs_the_same_for_one_and_for_many(famille, territoire, ptp):
    def mesurer(partenaires):
        with CaptureQueriesContext(connection) as requetes:
            bilans(ptp, partenaires)
        return len(requetes)

    partenaires = [PartenaireFactory(territoires=[territoire]) for _ in range(5)]
    repondre(famille, partenaires[0], par=ptp, apres=1)
    mesurer([])  # her territoires are read once
    un = mesurer(partenaires[:1])
    for partenaire in partenaires * 2:
        repondre(famille, partenaire, par=ptp, apres=2)
    assert mesurer(partenaires) == un

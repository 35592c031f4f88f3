from datetime import date, timedelta

import pytest
from django.urls import reverse

from familles.models import Enfant
from partenaires.models import Partenaire
from rapports import a_verifier
from rapports.fenetres import Fenetre
from referencements.models import Referencement
from tests.familles.factories import (
    AccompagnementFactory,
    BesoinFactory,
    EnfantFactory,
    FamilleFactory,
    IdentiteFamilleFactory,
    InterventionFactory,
)

JOUR = date(2025, 6, 10)
PRINTEMPS = Fenetre(date(2024, 4, 1), date(2024, 6, 30))


@pytest.fixture
def famille(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")
    AccompagnementFactory(famille=famille)
    famille.actualiser_compteurs()
    return famille


@pytest.fixture
def partenaire(territoire):
    partenaire = Partenaire.objects.create(nom="Halte fictive", nature="oca", secteur_id="logement")
    partenaire.territoires.add(territoire)
    return partenaire


@pytest.fixture
def sortant(famille, partenaire, ptp):
    sortant = Referencement(
        famille=famille, partenaire=partenaire, type_besoin_id="logement", saisie_par=ptp
    )
    sortant.discuter(par=ptp, le=date(2025, 5, 1))
    sortant.consentir(par=ptp, le=date(2025, 5, 1))
    sortant.faire_mediation(par=ptp, le=date(2025, 5, 1), mode="rencontre_a_trois")
    return sortant


def lignes(controle, territoire, le=JOUR, fenetre=None):
    return list(a_verifier.CONTROLES[controle].lignes(frozenset({territoire.pk}), le, fenetre))


def test_entrant_that_nobody_answered(territoire, partenaire, ptp):
    entrant = Referencement(
        partenaire=partenaire,
        type_besoin_id="repit",
        motif_entrant="besoins_multiples",
        territoire=territoire,
        saisie_par=ptp,
    )
    entrant.recevoir(par=ptp, le=JOUR)
    assert lignes("entrants", territoire) == [entrant]


def test_referencement_without_follow_up_for_more_than_thirty_days(territoire, sortant):
    fait = sortant.date_mediation
    assert lignes("sans-suivi", territoire, fait + timedelta(days=30)) == []
    assert lignes("sans-suivi", territoire, fait + timedelta(days=31)) == [sortant]


def test_follow_up_takes_the_referencement_off_the_list(territoire, sortant, ptp):
    sortant.suivre(par=ptp, le=date(2025, 6, 1))
    assert lignes("sans-suivi", territoire) == []


def test_famille_with_a_child_of_unknown_age(territoire, famille):
    EnfantFactory(famille=famille)
    assert lignes("ages", territoire) == []
    for _ in range(2):
        EnfantFactory(famille=famille, naissance=None, precision=Enfant.Precision.INCONNUE)
    assert lignes("ages", territoire) == [famille]


@pytest.mark.parametrize(
    ("naissance", "precision", "impossible"),
    [
        (date(2025, 6, 11), "jour", True),
        (date(2025, 6, 10), "jour", False),
        (date(2026, 3, 31), "prevue", False),
        (date(2026, 4, 1), "prevue", True),
        (date(2025, 5, 12), "prevue", False),
        (date(2025, 5, 10), "prevue", True),
        (date(2007, 6, 10), "jour", True),
        (date(2007, 6, 11), "jour", False),
    ],
)
def test_child_of_an_impossible_age(territoire, famille, naissance, precision, impossible):
    enfant = EnfantFactory(famille=famille, naissance=naissance, precision=precision)
    assert bool(lignes("ages-impossibles", territoire)) is impossible
    enfant.ne_compte_plus_des = JOUR
    enfant.save()
    assert lignes("ages-impossibles", territoire) == []


def test_child_grown_up_since_the_period_was_one_then(territoire, famille):
    EnfantFactory(famille=famille, naissance=date(2007, 6, 10))
    InterventionFactory(famille=famille, accompagnement=famille.accompagnements.get())
    assert lignes("ages-impossibles", territoire, fenetre=PRINTEMPS) == []


def test_intervention_that_says_almost_nothing(territoire, famille):
    accompagnement = famille.accompagnements.get()
    champs = {"famille": famille, "accompagnement": accompagnement, "date": date(2025, 6, 1)}
    InterventionFactory(mode="texto", **champs)
    InterventionFactory(mode="autre", note="Un mot", **champs)
    InterventionFactory(mode="autre", **champs).besoins.add(BesoinFactory(famille=famille))
    muette = InterventionFactory(mode="autre", **champs)
    assert lignes("interventions", territoire) == [muette]
    assert lignes("interventions", territoire, fenetre=PRINTEMPS) == []


def test_familles_that_look_alike(territoire, ptp, famille):
    autre = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="famille du lac")
    AccompagnementFactory(famille=autre)
    autre.actualiser_compteurs()
    assert lignes("doublons", territoire) == []
    for une in (famille, autre):
        IdentiteFamilleFactory(famille=une, telephone="+14185550142")
    assert set(lignes("doublons", territoire)) == {famille, autre}


def test_findings_of_a_period_are_about_its_rows(territoire, famille, sortant):
    assert lignes("isolement", territoire, fenetre=PRINTEMPS) == []
    assert lignes("sans-suivi", territoire, fenetre=PRINTEMPS) == []
    accompagnement = famille.accompagnements.get()
    InterventionFactory(famille=famille, accompagnement=accompagnement, date=date(2024, 5, 2))
    assert lignes("isolement", territoire, fenetre=PRINTEMPS) == [famille]


def test_famille_whose_isolation_is_to_be_known(territoire, famille):
    assert lignes("isolement", territoire) == [famille]


def test_accompagnement_silent_for_six_months(territoire, famille):
    debut = famille.premier_accompagnement_le
    assert lignes("silence", territoire, debut + timedelta(days=183)) == []
    assert lignes("silence", territoire, debut + timedelta(days=184)) == [famille]


def test_each_hint_concerns_its_own_territoire_alone(autre_territoire, famille, sortant):
    for controle in a_verifier.CONTROLES:
        assert lignes(controle, autre_territoire) == []


def test_only_hints_with_rows_are_shown(territoire, famille):
    constats = a_verifier.constats(territoire.pk, JOUR)
    assert {c.controle.identifiant: c.nombre for c in constats} == {"isolement": 1, "silence": 1}


@pytest.mark.parametrize("qui", ["ptp", "gestionnaire"])
def test_her_people_open_the_rows_behind_a_hint(qui, request, client_de, territoire, famille):
    client = client_de(request.getfixturevalue(qui))
    page = client.get(reverse("rapports:a_verifier", args=["ici", "isolement"]))
    assert page.status_code == 200
    assert "la famille du parc" in page.content.decode()


@pytest.mark.parametrize("qui", ["inconnue", "comite", "administration"])
def test_outsiders_open_no_rows(qui, request, client_de, famille):
    client = client_de(request.getfixturevalue(qui))
    assert client.get(reverse("rapports:a_verifier", args=["ici", "isolement"])).status_code == 404


def test_unknown_hint_is_not_found(client_de, gestionnaire):
    page = client_de(gestionnaire).get(reverse("rapports:a_verifier", args=["ici", "autre"]))
    assert page.status_code == 404

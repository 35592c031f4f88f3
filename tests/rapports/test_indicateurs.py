"""The registry, and what a report costs."""

import pytest

from activites.models import StrategieDemarchage
from partenaires.models import Secteur
from rapports.calculs import calculer
from rapports.definitions import Calcul
from rapports.indicateurs import INDICATEURS, PAR_ID, tous
from tests.comptes.factories import UtilisateurFactory
from tests.territoires.factories import TerritoireFactory

from .situations import DEBUT, FIN, avec_enfant, famille_accompagnee, referer

SEULS = {f"I-{rang:02}" for rang in (0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16, 19)}
EN_DEUX = {f"I-{rang:02}{partie}" for rang in (7, 12, 17) for partie in "ab"}


def test_identifiers_are_unique():
    assert len(PAR_ID) == len(INDICATEURS)


def test_every_indicator_of_the_domain_is_there():
    assert PAR_ID.keys() >= SEULS | EN_DEUX


@pytest.mark.parametrize("indicateur", INDICATEURS, ids=lambda indicateur: indicateur.id)
def test_every_indicator_says_what_it_is(indicateur):
    assert indicateur.definition.endswith(".")
    assert indicateur.numerateur
    assert bool(indicateur.denominateur) == (indicateur.calcul is not Calcul.NOMBRE)
    assert (indicateur.unite == "%") == (indicateur.calcul is Calcul.PART)


def test_spread_indicators_follow_their_reference_list(db):
    Secteur.objects.create(code="nouveau", libelle="Nouveau secteur")
    etales = tous(Secteur.objects.all(), StrategieDemarchage.objects.all())
    assert etales["I-13.nouveau"].libelle == "Part du secteur\u00a0: Nouveau secteur"
    assert etales["I-13.nouveau"].modele == "I-13"
    assert etales["I-13.protection_jeunesse"].parent == "I-13.sante_services_sociaux"


def test_report_keeps_the_order_of_the_registry(db):
    rapport = calculer(DEBUT, FIN)[None]
    modeles = list(dict.fromkeys(resultat.indicateur.modele for resultat in rapport.values()))
    assert modeles == [indicateur.id for indicateur in INDICATEURS]


def _peupler(familles, territoires):
    for _ in range(territoires):
        territoire, ptp = TerritoireFactory(), UtilisateurFactory()
        for _ in range(familles):
            famille = famille_accompagnee(territoire, ptp)
            avec_enfant(famille)
            referer(famille)


def test_report_costs_the_same_for_1_and_50_familles(db, django_assert_num_queries):
    for combien in (1, 49):
        _peupler(combien, 1)
        with django_assert_num_queries(7):
            calculer(DEBUT, FIN)


def test_split_report_costs_the_same_for_1_and_10_territoires(db, django_assert_num_queries):
    for combien in (1, 9):
        _peupler(1, combien)
        with django_assert_num_queries(13):
            rapports = calculer(DEBUT, FIN, par="territoire")
    assert len(rapports) == 11

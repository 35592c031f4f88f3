"""Every indicator together: the order of the registry, the cost, what each says."""

import pytest

from rapports.definitions import Calcul
from rapports.ensemble import chiffrer, registre
from rapports.indicateurs_complement import INDICATEURS_COMPLEMENT, PAR_ID_COMPLEMENT
from rapports.indicateurs_tableau import par_rubrique

from .situations import DEBUT, FIN
from .test_indicateurs import _peupler

REQUETES, REQUETES_PAR = 38, 74


def test_reports_keep_the_order_of_the_registry(territoire):
    rapports = chiffrer(DEBUT, FIN, par="milieu")
    assert list(rapports[None]) == list(registre())
    assert list(rapports["rural"]) == list(registre())


def test_every_indicator_is_documented_once():
    tous = [indicateur.id for groupe in par_rubrique().values() for indicateur in groupe]
    assert len(tous) == len(set(tous))


@pytest.mark.parametrize("indicateur", INDICATEURS_COMPLEMENT, ids=PAR_ID_COMPLEMENT)
def test_every_indicator_says_what_it_is(indicateur):
    assert indicateur.definition.endswith(".")
    assert indicateur.numerateur
    assert indicateur.source
    assert bool(indicateur.denominateur) == (indicateur.calcul is not Calcul.NOMBRE)
    assert (indicateur.unite == "%") == (indicateur.calcul is Calcul.PART)


def test_nothing_observed_is_without_object(territoire):
    rapport = chiffrer(DEBUT, FIN)[None]
    for resultat in rapport.values():
        if resultat.indicateur.calcul is not Calcul.NOMBRE and not resultat.denominateur:
            assert resultat.affichage == "s.\u00a0o."


def test_report_costs_the_same_for_1_and_20_familles(db, django_assert_num_queries):
    for combien in (1, 19):
        _peupler(combien, 1)
        with django_assert_num_queries(REQUETES):
            chiffrer(DEBUT, FIN)


def test_split_costs_the_same_for_1_and_10_territoires(db, django_assert_num_queries):
    for combien in (1, 9):
        _peupler(1, combien)
        with django_assert_num_queries(REQUETES_PAR):
            chiffrer(DEBUT, FIN, par="territoire")

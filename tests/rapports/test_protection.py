"""How what is published below the network is shown (SECURITE "Aggregates")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapports.indicateurs import PAR_ID
from rapports.publication.affichage import RETENU, ResultatPublie, afficher, intervalle

EFFECTIFS = st.integers(0, 400)
NP = "n.\u00a0p."


def nombre(cellule):
    return ResultatPublie.lire(PAR_ID["I-01"], cellule, None)


def part(n, d, identifiant="I-03"):
    return ResultatPublie.lire(PAR_ID[identifiant], afficher(n), afficher(d))


@pytest.mark.parametrize(
    ("compte", "affichage"),
    [(0, "<\u00a05"), (4, "<\u00a05"), (5, "5"), (7, "5"), (8, "10"), (1234, "1\u00a0235")],
)
def test_counts_are_hidden_under_five_and_rounded_to_five(compte, affichage):
    assert nombre(afficher(compte)).affichage == affichage


def test_a_sensitive_subject_is_hidden_under_ten():
    assert nombre(afficher(9, 10)).affichage == "<\u00a010"
    assert nombre(afficher(10, 10)).affichage == "10"


def test_a_withheld_count_says_that_it_is_not_published():
    assert nombre(RETENU).affichage == NP
    assert nombre(RETENU).cellules[0] == NP


def test_part_comes_from_the_published_cells():
    assert part(7, 13).affichage == "33\u00a0%"


@pytest.mark.parametrize(("n", "d"), [(4, 40), (0, 40), (2, 3), (0, 0)])
def test_part_of_a_hidden_count_is_not_published(n, d):
    assert part(n, d).affichage == NP
    assert part(n, d).valeur is None


def test_part_over_the_whole_is_not_published():
    assert part(23, 22, "I-09").affichage == NP
    assert part(22, 23, "I-09").affichage == "80\u00a0%"
    assert part(40, 20, "I-04r").affichage == "2,00"


def test_medians_are_not_published():
    assert part(40, 50, "I-17a").affichage == NP


@given(a=EFFECTIFS, b=EFFECTIFS)
def test_zero_looks_like_any_small_count(a, b):
    assert len({part(compte, 100).cellules for compte in (a % 5, b % 5)}) == 1


@given(compte=EFFECTIFS, seuil=st.sampled_from([5, 10]))
def test_a_cell_says_no_more_than_an_interval_that_holds_the_count(compte, seuil):
    bas, haut = intervalle(afficher(compte, seuil), seuil)
    assert bas <= compte <= haut
    assert haut - bas >= 2
    assert {afficher(n, seuil) for n in range(bas, haut + 1)} == {afficher(compte, seuil)}

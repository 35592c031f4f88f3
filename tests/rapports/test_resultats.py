"""Rounding (DOMAINE §4): from integers, half up, « s. o. » for a denominator of 0."""

from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapports.calculs import mediane
from rapports.indicateurs import PAR_ID
from rapports.resultats import Resultat, arrondir

EFFECTIFS = st.integers(0, 10**6)


def part(numerateur, denominateur):
    return Resultat(PAR_ID["I-03"], numerateur, denominateur)


@pytest.mark.parametrize(
    ("numerateur", "denominateur", "affichage"),
    [
        (3242, 5305, "61\u00a0%"),
        (1, 8, "13\u00a0%"),
        (1, 200, "1\u00a0%"),
        (249, 50_000, "0\u00a0%"),
        (5, 1000, "1\u00a0%"),
        (0, 7, "0\u00a0%"),
        (7, 7, "100\u00a0%"),
        (0, 0, "s.\u00a0o."),
    ],
)
def test_parts_are_rounded_half_up_to_the_unit(numerateur, denominateur, affichage):
    assert part(numerateur, denominateur).affichage == affichage


def test_counts_are_grouped_as_quebec_does():
    assert Resultat(PAR_ID["I-04"], 10_036).affichage == "10\u00a0036"


def test_ratios_have_two_decimals_and_a_comma():
    assert Resultat(PAR_ID["I-04r"], 10_036, 5305).affichage == "1,89"


@pytest.mark.parametrize(
    ("numerateur", "sur_10"), [(3242, 6), (449, 4), (450, 5), (1000, 10), (49, 0)]
)
def test_n_sur_10_is_rounded_half_up(numerateur, sur_10):
    assert part(numerateur, 5305 if numerateur == 3242 else 1000).sur_10 == sur_10


@pytest.mark.parametrize(
    ("numerateur", "moitie"), [(4749, False), (4750, True), (5249, True), (5250, False)]
)
def test_la_moitie_is_from_47_5_to_under_52_5(numerateur, moitie):
    assert part(numerateur, 10_000).est_la_moitie is moitie


def test_golden_half_of_accompagnements():
    assert Resultat(PAR_ID["I-10"], 2653, 5305).est_la_moitie


@pytest.mark.parametrize(
    ("numerateur", "moins"), [(996, True), (999, True), (1000, False), (0, True)]
)
def test_moins_de_10_pour_cent_is_tested_before_rounding(numerateur, moins):
    assert part(numerateur, 10_000).est_moins_de_10_pour_cent is moins


def test_sans_objet_is_neither_half_nor_under_ten():
    rien = part(0, 0)
    assert rien.valeur is None
    assert rien.sur_10 is None
    assert not rien.est_la_moitie
    assert not rien.est_moins_de_10_pour_cent


@given(numerateur=EFFECTIFS, denominateur=st.integers(1, 10**6))
def test_rounding_is_that_of_exact_decimals(numerateur, denominateur):
    exact = Decimal(100 * numerateur) / Decimal(denominateur)
    attendu = exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert part(numerateur, denominateur).valeur == attendu


@given(a=EFFECTIFS, b=EFFECTIFS, denominateur=st.integers(1, 10**6))
def test_rounding_keeps_the_order(a, b, denominateur):
    petit, grand = sorted((a, b))
    assert part(petit, denominateur).valeur <= part(grand, denominateur).valeur


@given(st.fractions(0, 1000), st.integers(0, 3))
def test_rounding_is_never_further_than_half_a_step(valeur, decimales):
    ecart = Fraction(arrondir(valeur, decimales)) - valeur
    demi = Fraction(1, 2 * 10**decimales)
    assert -demi < ecart <= demi


@given(st.lists(st.integers(0, 50)))
def test_median_has_as_many_values_on_each_side(valeurs):
    milieu = mediane(Counter(valeurs))
    if milieu is None:
        assert valeurs == []
        return
    assert sum(v < milieu for v in valeurs) <= len(valeurs) / 2
    assert sum(v > milieu for v in valeurs) <= len(valeurs) / 2


def test_median_of_days_is_rounded_half_up():
    delai = replace(Resultat(PAR_ID["I-17a"], 2, 2), mediane=Fraction(7, 2))
    assert delai.affichage == "4\u00a0jours"
    assert replace(delai, mediane=Fraction(1)).affichage == "1\u00a0jour"

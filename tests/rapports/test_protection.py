"""What the comité sees below the network (SECURITE "Aggregates")."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapports.indicateurs import PAR_ID
from rapports.protection import proteger_resultat
from rapports.resultats import Resultat

EFFECTIFS = st.integers(0, 400)


def part(numerateur, denominateur):
    return proteger_resultat(Resultat(PAR_ID["I-03"], numerateur, denominateur))


@pytest.mark.parametrize(
    ("nombre", "affichage"),
    [(0, "<\u00a05"), (4, "<\u00a05"), (5, "5"), (7, "5"), (8, "10"), (1234, "1\u00a0235")],
)
def test_counts_are_hidden_under_five_and_rounded_to_five(nombre, affichage):
    assert proteger_resultat(Resultat(PAR_ID["I-01"], nombre)).affichage == affichage


def test_part_comes_from_the_displayed_numbers():
    assert part(7, 13).affichage == "33\u00a0%"


@pytest.mark.parametrize(("numerateur", "denominateur"), [(4, 40), (0, 40), (2, 3), (0, 0)])
def test_part_of_a_hidden_number_is_not_published(numerateur, denominateur):
    assert part(numerateur, denominateur).affichage == "n.\u00a0p."
    assert part(numerateur, denominateur).valeur is None


def test_part_over_the_whole_is_not_published():
    conversion = PAR_ID["I-09"]
    assert proteger_resultat(Resultat(conversion, 23, 22)).affichage == "n.\u00a0p."
    assert proteger_resultat(Resultat(conversion, 22, 23)).affichage == "80\u00a0%"
    assert proteger_resultat(Resultat(PAR_ID["I-04r"], 40, 20)).affichage == "2,00"


def test_medians_are_not_published():
    delai = Resultat(PAR_ID["I-17a"], 40, 50, Fraction(12))
    assert proteger_resultat(delai).affichage == "n.\u00a0p."


@given(a=EFFECTIFS, b=EFFECTIFS)
def test_zero_looks_like_any_small_number(a, b):
    vus = {part(nombre, 100).cellules for nombre in (a % 5, b % 5)}
    assert len(vus) == 1


@given(numerateur=EFFECTIFS, denominateur=EFFECTIFS)
def test_everything_shown_depends_on_displayed_numbers_only(numerateur, denominateur):
    numerateur = min(numerateur, denominateur)
    protege = part(numerateur, denominateur)
    if protege.numerateur and protege.denominateur:
        assert protege == part(protege.numerateur, protege.denominateur)
        assert protege.exacte <= 1


@given(EFFECTIFS)
def test_displayed_count_is_within_two_of_the_true_one(nombre):
    protege = proteger_resultat(Resultat(PAR_ID["I-01"], nombre))
    assert protege.numerateur == 0 if nombre < 5 else abs(protege.numerateur - nombre) <= 2

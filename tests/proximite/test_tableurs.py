"""SECURITE "Files out": no text becomes a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proximite.tableurs import sans_formule


@pytest.mark.securite(8)
@pytest.mark.parametrize("cache", ["", " ", "\ufeff", "\u200b", "\u2060", "\u00a0", "\u00ad"])
@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_formula_behind_invisible_or_full_width_characters_is_text(cache, debut):
    assert sans_formule(f"{cache}{debut}1+1") == f"'{cache}{debut}1+1"


@pytest.mark.securite(8)
@pytest.mark.parametrize("debut", ["\t", "\r", "\n"])
def test_tab_and_line_ends_are_kept_from_starting_a_cell(debut):
    assert sans_formule(f"{debut}1").startswith("'")


@given(st.text())
def test_ordinary_text_is_left_alone_or_behind_an_apostrophe(texte):
    assert sans_formule(texte) in (texte, f"'{texte}")

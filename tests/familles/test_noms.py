"""A name is recognised however it is heard, typed or transliterated; another name is not."""

import pytest

from familles.noms import memes, mots
from tests.familles.corpus_noms import DIFFERENTS, MEMES


def recus_pour_un(un, autre):
    court, long = sorted([mots(un), mots(autre)], key=len)
    return all(any(memes(mot, m) for m in long) for mot in court)


def test_of_a_corpus_few_names_are_missed_and_few_are_mistaken():
    manques = [paire for paire in MEMES if not recus_pour_un(*paire)]
    confondus = [paire for paire in DIFFERENTS if recus_pour_un(*paire)]
    rappel = 1 - len(manques) / len(MEMES)
    fausses_alertes = len(confondus) / len(DIFFERENTS)
    print(f"recall {rappel:.1%}, false alarms {fausses_alertes:.1%}", manques, confondus)
    assert rappel >= 0.95
    assert fausses_alertes <= 0.05


@pytest.mark.parametrize(
    "paire", [("Mohamed", "Muhammad"), ("Nguyen", "N’Guyen"), ("محمد", "Mohamed")]
)
def test_order_does_not_matter(paire):
    un, autre = paire
    assert recus_pour_un(un, autre)
    assert recus_pour_un(autre, un)


def test_words_keep_how_they_were_written():
    assert {mot.ecrit for mot in mots("N’Guyen-Côté")} == {"NGuyen", "Côté"}


def test_what_is_no_word_says_nothing():
    assert mots("— ?! ’ ") == frozenset()

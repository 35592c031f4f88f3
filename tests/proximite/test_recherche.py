import pytest

from proximite.recherche import classer, normaliser, ressemblance

TEXTES = {
    1: ["Maison de la famille Élise-Anne", "Halte-garderie"],
    2: ["Banque alimentaire du Nord", "Dépannage, repas"],
    3: ["Halte-garderie Les Lutins", ""],
}


def test_accents_case_and_punctuation_do_not_count():
    assert normaliser("  Élise-ANNE, l’été ") == "elise anne l ete"


@pytest.mark.parametrize(
    ("saisie", "attendus"),
    [
        ("elise", [1]),
        ("Banque alimantaire", [2]),
        ("halte", [3, 1]),
        ("halte lutins", [3]),
        ("depan", [2]),
        ("zzz", []),
        ("ma", [1]),
    ],
)
def test_every_word_is_found_somewhere_best_first(saisie, attendus):
    assert classer(saisie, TEXTES) == attendus


def test_name_with_words_in_another_order_looks_the_same():
    assert ressemblance("Banque alimentaire du Nord", "nord, banque alimentaire du") == 100

from proximite.recherche import normaliser, ressemblance


def test_accents_case_and_punctuation_do_not_count():
    assert normaliser("  Élise-ANNE, l’été ") == "elise anne l ete"


def test_name_with_words_in_another_order_looks_the_same():
    assert ressemblance("Banque alimentaire du Nord", "nord, banque alimentaire du") == 100

import pytest

from rapports.ensemble import registre
from rapports.publication.affichage import (
    RETENU,
    ResultatPublie,
    afficher,
    en_mots,
    est_petit,
    intervalle,
)
from rapports.publication.mesures import seuil, seuils


@pytest.mark.parametrize(
    ("compte", "montre"),
    [(0, "<5"), (4, "<5"), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (5305, 5305)],
)
def test_a_count_is_shown_small_or_rounded_to_5(compte, montre):
    assert afficher(compte) == montre


@pytest.mark.parametrize("seuil_", [5, 10])
def test_what_is_shown_says_no_more_than_its_interval(seuil_):
    """Every count of an interval is shown the same, and no other one is."""
    for compte in range(60):
        bas, haut = intervalle(afficher(compte, seuil_), seuil_)
        memes = [c for c in range(80) if afficher(c, seuil_) == afficher(compte, seuil_)]
        assert memes == list(range(bas, haut + 1))


def test_sensitive_subjects_have_a_higher_threshold():
    for mesure in ("I-13.violence_conjugale", "I-20.sante_mentale", "I-11s.protection_jeunesse"):
        assert seuil(mesure, seuils()) == 10
    assert seuil("I-13.logement", seuils()) == seuil("I-14/d", seuils()) == 5


def test_thresholds_go_up(settings):
    settings.SEUIL_PUBLICATION, settings.SEUIL_PUBLICATION_SENSIBLE = 8, 15
    assert seuils() == (8, 15)


def test_in_words():
    assert [en_mots(a) for a in ("<5", 1205, RETENU)] == ["<\u00a05", "1\u00a0205", "n.\u00a0p."]
    assert est_petit("<10")
    assert not est_petit(RETENU)


@pytest.mark.django_db
def test_a_part_comes_from_shown_numbers_only():
    part = registre()["I-03"]
    assert ResultatPublie.lire(part, 10, 15).affichage == "67\u00a0%"
    assert ResultatPublie.lire(part, "<5", 15).affichage == "n.\u00a0p."
    assert ResultatPublie.lire(part, 10, RETENU).affichage == "n.\u00a0p."
    assert ResultatPublie.lire(part, 20, 15).affichage == "n.\u00a0p."
    assert ResultatPublie.lire(part, 10, 15).cellules == (10, 15, 67)
    assert ResultatPublie.lire(part, "<5", RETENU).cellules == (
        "<\u00a05",
        "n.\u00a0p.",
        "n.\u00a0p.",
    )

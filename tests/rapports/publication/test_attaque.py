"""What an attentive reader can find of hidden counts (SECURITE « Aggregates », check 10).

The attack itself is tried first, on publications written by hand and on publications that protect
less; then on what the network publishes.
"""

import pytest

from tests.rapports.publication.a_la_main import (
    HIVER,
    LIEU,
    PRINTEMPS,
    deux_periodes,
    devinees,
    lecture,
    portee,
    publier_a_la_main,
)
from tests.rapports.publication.attaque import Savoir, attaquer, petits_ecarts
from tests.rapports.publication.journal import Journal, naivement, prudemment, sans_audit
from tests.rapports.publication.lecteur import PAS
from tests.rapports.publication.registres_publies import tirer
from tests.rapports.publication.solveur import ContradictionError

# What the reader is supposed to know in what follows: all that is public.
SAVOIR = Savoir(regle_des_ecarts=True)
PETIT, SENSIBLE = "<5", "<10"
REGISTRES, LOT = 200, 10
LOIN = {**LIEU, "region": "02"}


def cellules(nom, *vus):
    return {f"t{rang}": {nom: vu} for rang, vu in enumerate(vus)}


# --- The attack finds what is there to find -------------------------------------------------------


def test_what_is_left_of_an_exact_total_is_found():
    assert devinees(lecture({"I-16": 10}, cellules("I-16", 5, 5, PETIT))) == {
        ("t2", "I-16"): (0, 0)
    }
    assert devinees(lecture({"I-16": 18}, cellules("I-16", 5, 5, PETIT))) == {
        ("t2", "I-16"): (4, 4)
    }


def test_a_total_between_the_extremes_leaves_enough_values():
    assert devinees(lecture({"I-16": 14}, cellules("I-16", 5, 5, PETIT))) == {}


@pytest.mark.parametrize(("total", "trouvees"), [(0, 2), (1, 2), (2, 0)])
def test_a_tiny_total_gives_its_parts_away(total, trouvees):
    assert len(devinees(lecture({"I-16": total}, cellules("I-16", PETIT, PETIT)))) == trouvees


def test_a_count_that_is_withheld_is_known_not_to_be_small():
    publication = lecture({"I-16": 5}, cellules("I-16", PETIT, "retenu"))
    assert devinees(publication) == {("t0", "I-16"): (0, 0), ("t1", "I-16"): (5, 5)}
    assert devinees(publication, savoir=Savoir(retenus_grands=False)) == {}


def test_ten_is_at_least_ten_where_the_threshold_is_ten():
    sensible = lecture({"I-20.securite": 12}, cellules("I-20.securite", 10, SENSIBLE))
    assert devinees(sensible) == {}
    sensible = lecture({"I-20.securite": 11}, cellules("I-20.securite", 10, SENSIBLE))
    assert devinees(sensible) == {
        ("t1", "I-20.securite"): (0, 1),
    }


def test_parts_of_a_small_total_are_small():
    vues = {
        "t0": {"I-01": 5, "I-01n": 5, "I-01r": PETIT},
        "t1": {"I-01": 10, "I-01n": 10, "I-01r": PETIT},
    }
    assert devinees(lecture(portee(17, 17), vues)) == {
        ("t0", "I-01r"): (0, 0),
        ("t1", "I-01r"): (0, 0),
    }


def test_a_region_of_one_territoire_says_what_its_territoire_hides():
    lieux = {"t0": LIEU, "t1": LOIN, "t2": LOIN}
    vues = {"01": {"I-16": 5}, "02": {"I-16": 15}}
    regions = lecture({"I-16": 24}, vues, niveau="region", lieux=lieux)
    territoires = lecture({"I-16": 24}, cellules("I-16", "retenu", 15, PETIT), lieux=lieux)
    assert devinees(territoires) == {}
    assert devinees(territoires, regions) == {("t0", "I-16"): (7, 7)}


def test_two_revisions_give_away_a_late_report():
    premiere = lecture({"I-16": 40}, cellules("I-16", 20, 20))
    seconde = lecture({"I-16": 43}, cellules("I-16", 20, 20, PETIT))
    assert devinees(premiere, seconde) == {("t2", "I-16"): (3, 3)}
    assert petits_ecarts([premiere, seconde]) == [(1, "I-16", 3)]


def test_a_small_count_that_a_revision_adds_is_none():
    premiere = lecture({"I-16": 70}, cellules("I-16", 30, 40))
    seconde = lecture({"I-16": 90}, cellules("I-16", 30, 40, PETIT, 10, 10))
    assert devinees(premiere, seconde, savoir=Savoir()) == {}
    assert devinees(premiere, seconde, savoir=SAVOIR) == {("t2", "I-16"): (0, 0)}


def test_a_synthesis_of_familles_that_are_all_different_adds_their_reports():
    lieux = {"t0": LIEU, "t1": LOIN}
    vues = cellules("I-01", 5, PETIT)
    hiver = lecture({"I-01": 8}, vues, lieux=lieux)
    printemps = lecture({"I-01": 9}, vues, lieux=lieux, periodes=(PRINTEMPS,))
    synthese = lecture(
        {"I-01": 17},
        {"02": {"I-01": PETIT}},
        niveau="region",
        lieux=lieux,
        periodes=(HIVER, PRINTEMPS),
        distinctes={"I-01": 17},
    )
    assert devinees(hiver, printemps) == {}
    ensemble = devinees(hiver, printemps, synthese)
    assert ensemble.keys() == {("02", "I-01"), ("t1", "I-01")}
    assert ensemble["02", "I-01"] == (3, 4)


def test_an_accompagnement_with_three_referencements_counts_for_three():
    vues = {"t0": {"I-10": PETIT, "I-19": 10}, "t1": {"I-10": "retenu", "I-19": 15}}
    publication = lecture({"I-10": 7, "I-10.1": 0, "I-10.2": 0, "I-10a": 7, "I-19": 25}, vues)
    assert devinees(publication) == {("t0", "I-10"): (2, 2), ("t1", "I-10"): (5, 5)}


def test_a_reader_who_believes_too_much_is_told_so():
    with pytest.raises(ContradictionError):
        devinees(lecture({"I-16": 50}, cellules("I-16", 5, 5, PETIT)))


# --- It finds much where less is done -------------------------------------------------------------


@pytest.mark.parametrize(
    ("publier", "savoir"),
    [(sans_audit, Savoir()), (naivement, Savoir(arrondis=False))],
    ids=["rounded, without audit", "small hidden, the rest exact"],
)
def test_the_attack_finds_many_counts_where_nothing_is_withheld(publier, savoir):
    """More than one hidden count out of three, in more than half of the networks."""
    bilans = [attaquer(Journal(tirer(g), publier).derouler(), savoir) for g in range(LOT)]
    trouvees = [len(bilan.trouvailles) for bilan in bilans]
    assert sum(trouvees) > sum(bilan.cachees for bilan in bilans) / 3
    assert sum(map(bool, trouvees)) > LOT / 2


# --- What the network publishes -------------------------------------------------------------------


@pytest.mark.securite(10)
@pytest.mark.parametrize("lot", range(REGISTRES // LOT))
def test_no_hidden_count_of_random_networks_has_fewer_than_three_values(lot):
    trouvees = {}
    for graine in range(lot * LOT, (lot + 1) * LOT):
        bilan = attaquer(Journal(tirer(graine), prudemment).derouler(), SAVOIR)
        if bilan.trouvailles:
            trouvees[graine] = bilan.trouvailles[:3]
    assert trouvees == {}


@pytest.mark.parametrize(
    ("comptes", "lieux"),
    [
        ([3, 20, 14], {"t0": LOIN}),
        ([7, 20, 14], {"t0": LOIN}),
        ([5, 5, 0], {}),
        ([7, 7, 4], {}),
        ([10, 15, 20], {}),
        ([0, 0], {}),
        ([1, 0], {}),
        ([2, 0], {}),
        ([0, 0, 0, 0, 6], {}),
    ],
)
def test_networks_of_a_few_numbers_are_published_safely(comptes, lieux):
    """A région of one territoire, totals that are sums of rounded parts, totals of 0, 1 and 2."""
    reports = {f"t{rang}": {"I-16": compte} for rang, compte in enumerate(comptes)}
    _, bilan = publier_a_la_main(reports, lieux=lieux)
    assert bilan.trouvailles == []


def test_a_sensitive_count_keeps_its_higher_threshold():
    reports = {f"t{rang}": {"I-20.securite": n} for rang, n in enumerate((6, 9, 12, 30))}
    lectures, bilan = publier_a_la_main(reports)
    vues = lectures[0].cellules()
    assert vues["territoire", "t0", "I-20.securite"] in (SENSIBLE, "retenu")
    assert bilan.trouvailles == []


@pytest.mark.securite(10)
def test_a_late_report_is_published_safely_or_not_at_all():
    for compte in range(13):
        reports = {"t0": {"I-16": 8}, "t1": {"I-16": 2}, "t2": {"I-16": compte}}
        lectures, bilan = publier_a_la_main(reports, en_retard=("t2",), savoir=SAVOIR)
        assert bilan.trouvailles == []
        assert len(lectures) == (1 if 0 < compte < PAS else 2)


def test_a_synthesis_adds_nothing_to_its_periods():
    toutes = [Journal(tirer(g, ["portee"]), prudemment).derouler() for g in range(10)]
    avec_synthese = [lectures for lectures in toutes if lectures and lectures[-1].est_synthese]
    assert len(avec_synthese) > 2
    assert [attaquer(lectures, SAVOIR).trouvailles for lectures in avec_synthese] == (
        [[]] * len(avec_synthese)
    )


def test_familles_known_in_two_territoires_only_blur_what_is_read():
    lectures = Journal(tirer(2, ["portee"]), prudemment).derouler()
    flou = attaquer(lectures, Savoir(partages=3))
    assert len(flou.trouvailles) <= len(attaquer(lectures).trouvailles)


# --- Weaknesses, each by its smallest example -----------------------------------------------------


def test_weakness_what_is_withheld_gives_its_neighbour_away():
    """Five in all; one territoire has a small number, the other a number that is not small."""
    _, bilan = publier_a_la_main({"t0": {"I-16": 0}, "t1": {"I-16": 5}})
    assert bilan.trouvailles == []


def test_weakness_three_referencements_each():
    """I-19 says how many accompagnements led to three at most."""
    rien = dict.fromkeys(("I-10a", "I-10.0", "I-10.1", "I-10.2", "I-10", "I-19"), 0)
    _, bilan = publier_a_la_main({"t0": rien, "t1": rien | {"I-10a": 5, "I-10": 5, "I-19": 15}})
    assert bilan.trouvailles == []


def test_weakness_a_small_count_that_a_revision_adds_is_none():
    """A revision that moved it by 1 to 4 would have been refused."""
    reports = {f"t{rang}": {"I-16": n} for rang, n in enumerate((30, 40, 0, 8, 12))}
    lectures, bilan = publier_a_la_main(reports, en_retard=("t2", "t3", "t4"), savoir=SAVOIR)
    assert len(lectures) == 2
    assert bilan.trouvailles == []


def test_weakness_levels_of_a_synthesis_share_their_territoires():
    """« OCF » less « urbain » is the one territoire that is OCF and rural: it has no famille."""
    familles = {"t0": (0, 0, 0), "t1": (10, 12, 16), "t2": (12, 17, 17)}
    lieux = {
        "t0": LIEU,
        "t1": {**LIEU, "milieu": "urbain"},
        "t2": {**LIEU, "type_porteur": "CPSC"},
    }
    lectures = Journal(deux_periodes(familles, lieux=lieux), prudemment).derouler()
    assert attaquer(lectures, SAVOIR).trouvailles == []

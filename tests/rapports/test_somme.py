"""« Somme des rapports » and « familles distinctes », over the fifteen months of the pilot."""

from datetime import date
from itertools import pairwise

import pytest

from rapports.calculs import somme
from rapports.definitions import Calcul
from rapports.ensemble import chiffrer, registre
from rapports.resultats import Methode
from tests.familles.factories import BesoinFactory

from .situations import avec_enfant, evaluer, famille_jointe, intervenir, referer

PILOTE = (date(2024, 1, 1), date(2025, 3, 31))
COUPES = {
    "3 x 5 mois": ["2024-01-01", "2024-06-01", "2024-11-01", "2025-04-01"],
    "3 + 6 + 6 mois": ["2024-01-01", "2024-04-01", "2024-10-01", "2025-04-01"],
}
DE_PERSONNES = ("I-01", "I-02", "I-04", "I-10a", "I-19f", "I-23", "A0", "C1")
DE_FAITS = ("I-00", "I-01n", "I-01j", "I-19", "I-16", "I-20", "I-22", "I-41f", "I-43")


def fenetres(jours):
    """Contiguous closed windows between these days, the last one excluded."""
    dates = [date.fromisoformat(jour) for jour in jours]
    return [(du, date.fromordinal(au.toordinal() - 1)) for du, au in pairwise(dates)]


@pytest.fixture
def pilote(territoire, ptp):
    """Two familles: one seen all along, one seen once."""
    fidele = famille_jointe(territoire, ptp, date_jointe=date(2024, 1, 10))
    avec_enfant(fidele, date(2022, 5, 10))
    evaluer(fidele, "peu")
    for mois in (1, 5, 7, 11, 12):
        intervenir(fidele, date(2024, mois, 15))
        referer(fidele, date(2024, mois, 15))
    intervenir(fidele, date(2025, 2, 3))
    passage = famille_jointe(territoire, ptp, date_jointe=date(2024, 8, 1))
    intervenir(passage, date(2024, 8, 2))
    for famille, le in ((fidele, date(2024, 2, 1)), (passage, date(2024, 8, 2))):
        BesoinFactory(famille=famille, mis_en_relief_le=le, etat_depuis=le)


@pytest.fixture(params=COUPES.values(), ids=COUPES)
def rapports(request, pilote):
    return [chiffrer(*fenetre)[None] for fenetre in fenetres(request.param)]


@pytest.fixture
def distinctes(pilote):
    return chiffrer(*PILOTE)[None]


def test_the_three_reports_cover_the_pilot():
    for jours in COUPES.values():
        premiere, *_, derniere = fenetres(jours)
        assert (premiere[0], derniere[1]) == PILOTE


def test_famille_of_three_reports_counts_three_times_in_the_sum(rapports, distinctes):
    assert somme(rapports)["I-01"].numerateur == 4
    assert distinctes["I-01"].numerateur == 2


def test_sum_is_never_under_distinct_familles(rapports, distinctes):
    total = somme(rapports)
    for identifiant in DE_PERSONNES:
        assert total[identifiant].numerateur >= distinctes[identifiant].numerateur


def test_what_is_dated_once_counts_the_same_by_both_methods(rapports, distinctes):
    total = somme(rapports)
    for identifiant in DE_FAITS:
        assert total[identifiant].numerateur == distinctes[identifiant].numerateur


def test_sum_says_its_method_and_its_window(rapports):
    total = somme(rapports)
    assert total.methode is Methode.SOMME_DES_RAPPORTS
    assert (total.debut, total.fin) == PILOTE


def test_parts_of_a_sum_come_from_summed_numbers(rapports):
    total, part = somme(rapports), somme(rapports)["I-03"]
    assert part.numerateur == total["I-02"].numerateur == 3
    assert part.denominateur == total["I-01"].numerateur == 4
    assert part.affichage == "75\u00a0%"


def test_what_cannot_be_added_is_without_object(rapports):
    total = somme(rapports)
    for identifiant in ("I-10m", "I-17a", "I-40", "I-40t", "I-41c", "I-41l", "B3.logement"):
        assert total[identifiant].affichage == "s.\u00a0o."


def test_sum_of_one_report_keeps_what_can_be_added(distinctes):
    total = somme([distinctes])
    for identifiant, resultat in distinctes.items():
        if resultat.indicateur.additif:
            assert total[identifiant] == resultat


def test_sum_of_unlike_reports_keeps_what_they_share(rapports):
    premier, *autres = rapports
    ancien = {cle: r for cle, r in premier.items() if not cle.startswith("A")}
    total = somme([type(premier)(**{**vars(premier), "resultats": ancien}), *autres])
    assert "I-01" in total
    assert "A1" not in total


def test_medians_are_never_added(db):
    for indicateur in registre().values():
        assert not (indicateur.additif and indicateur.calcul is Calcul.MEDIANE)

"""Ages as of any date, however well a birth is known (DOMAINE §4.4)."""

from datetime import date, timedelta

import pytest

from familles.models import Enfant
from familles.models.personnes import TrancheAge

from .factories import AdulteFactory, EnfantFactory, FamilleFactory

JUIN = date(2024, 6, 10)


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp)


@pytest.mark.parametrize(
    ("naissance", "precision", "mots"),
    [
        (date(2024, 6, 1), "jour", "moins d’un mois"),
        (date(2023, 10, 11), "jour", "7\u00a0mois"),
        (date(2023, 6, 10), "jour", "1\u00a0an"),
        (date(2021, 6, 11), "jour", "2\u00a0ans"),
        (date(2021, 6, 10), "mois", "3\u00a0ans"),
        (date(2020, 7, 1), "annee", "environ 3\u00a0ans"),
        (date(2024, 1, 1), "tranche", "moins d’un an"),
        (date(2024, 6, 1), "prevue", "naissance à confirmer"),
        (date(2024, 9, 1), "prevue", "à naître"),
        (None, "inconnue", "âge inconnu"),
    ],
)
def test_age_is_said_in_words_as_of_a_date(naissance, precision, mots):
    assert Enfant(naissance=naissance, precision=precision).age_en_mots(JUIN) == mots


def test_born_on_29_february_turns_a_year_older_on_1_march():
    enfant = Enfant(naissance=date(2020, 2, 29), precision="jour")
    assert enfant.age(date(2023, 2, 28)) == 2
    assert enfant.age(date(2023, 3, 1)) == 3


@pytest.mark.parametrize("tranche", TrancheAge.values[1:8])
def test_declared_tranche_is_the_tranche_that_day(tranche):
    naissance = Enfant.naissance_de_tranche(tranche, JUIN)
    assert Enfant(naissance=naissance, precision="tranche").tranche(JUIN) == tranche


def test_declared_tranche_grows_with_the_child():
    enfant = Enfant(naissance=Enfant.naissance_de_tranche("2_3", JUIN), precision="tranche")
    assert enfant.tranche(JUIN + timedelta(days=400)) == TrancheAge.ANS_4


def test_five_until_the_eve_of_the_sixth_birthday():
    enfant = Enfant(naissance=date(2018, 6, 11), precision="jour")
    assert enfant.tranche(JUIN) == TrancheAge.ANS_5
    assert enfant.tranche(date(2024, 6, 11)) == TrancheAge.ANS_6_11


def test_shared_child_counts_in_both_familles(famille):
    autre = FamilleFactory(territoire=famille.territoire)
    enfant = EnfantFactory.build(
        famille=famille, autre_famille=autre, saisie_par=famille.saisie_par
    )
    enfant.consigner()
    famille.refresh_from_db()
    autre.refresh_from_db()
    assert famille.nb_enfants == autre.nb_enfants == 1
    enfant.retirer()
    famille.refresh_from_db()
    assert famille.nb_enfants == 0


def test_adult_is_named_by_the_link_until_a_name_is_known(famille):
    assert AdulteFactory(famille=famille).nom_affiche == "Mère"

"""The famille someone speaks of may be known already."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from familles.doublons import NOMBRE, candidates, semblables
from familles.models import Famille, IdentiteAdulte
from tests.familles.factories import (
    AdulteFactory,
    EnfantFactory,
    FamilleFactory,
    IdentiteFamilleFactory,
)

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 5)


@pytest.fixture
def connue(territoire, ptp):
    famille = FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    IdentiteAdulte.objects.create(
        adulte=AdulteFactory(famille=famille), prenom="Soraya", telephone="+14185550142"
    )
    EnfantFactory(famille=famille, naissance=LE - timedelta(days=3 * 365))
    return famille


def trouvees(territoire, ptp, **signalement):
    return candidates(territoire, ptp, le=LE, **signalement)


@pytest.mark.parametrize(
    ("signalement", "raison"),
    [
        ({"telephone": "(418) 555-0142"}, "même numéro de téléphone"),
        ({"telephone": "+1 418 555 0142"}, "même numéro de téléphone"),
        ({"prenom": "Soraia"}, "prénom proche\u00a0: Soraya"),
        ({"alias": "Famille au parc"}, "alias qui ressemble"),
        ({"alias": "les gens du Pont"}, None),
    ],
)
def test_famille_is_recognised_and_says_why(signalement, raison, connue, territoire, ptp):
    raisons = [c.raisons for c in trouvees(territoire, ptp, **signalement)]
    assert raisons == ([[raison]] if raison else [])


def test_number_of_the_home_counts_too(connue, territoire, ptp):
    IdentiteFamilleFactory(famille=connue, telephone="+14185550177")
    (candidate,) = trouvees(territoire, ptp, telephone="418 555-0177")
    assert candidate.famille == connue


def test_ages_confirm_and_never_suffice(connue, territoire, ptp):
    assert trouvees(territoire, ptp, enfants="un garçon de 3 ans") == []
    (candidate,) = trouvees(territoire, ptp, prenom="Soraya", enfants="un garçon de 3 ans")
    assert candidate.raisons[-1] == "âges des enfants qui vont"
    (candidate,) = trouvees(territoire, ptp, prenom="Soraya", enfants="3 ans et 8 mois")
    assert "âges des enfants qui vont" not in candidate.raisons


@pytest.mark.parametrize(
    "signalement", [{}, {"prenom": "Zoé"}, {"telephone": "555-0142"}, {"alias": "la famille"}]
)
def test_nothing_is_recognised_by_nothing(signalement, connue, territoire, ptp):
    assert trouvees(territoire, ptp, **signalement) == []


def test_most_likely_comes_first(connue, territoire, ptp):
    FamilleFactory(alias="Soraya du quai", territoire=territoire, saisie_par=ptp)
    ordre = trouvees(territoire, ptp, prenom="Soraya", telephone="418 555-0142")
    assert [c.famille.alias for c in ordre] == ["la famille du parc", "Soraya du quai"]


def test_familles_of_elsewhere_do_not_exist(connue, territoire, autre_territoire, ptp, inconnue):
    assert trouvees(territoire, inconnue, prenom="Soraya") == []
    assert trouvees(autre_territoire, ptp, prenom="Soraya") == []


def test_five_hundred_cost_what_one_costs(connue, territoire, ptp):
    def couts():
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            trouvees(territoire, ptp, prenom="Soraya", telephone="418 555-0142")
        return len(requetes)

    couts()  # her rights are read once
    seule = couts()
    for famille in FamilleFactory.create_batch(500, territoire=territoire, saisie_par=ptp):
        IdentiteAdulte.objects.create(adulte=AdulteFactory(famille=famille), prenom="Soraya")
    assert couts() == seule <= 7
    assert len(trouvees(territoire, ptp, prenom="Soraya")) == NOMBRE


# --- Those of a territoire that look alike --------------------------------------------------------


def autre_famille(territoire, ptp, alias, *, prenom="", telephone=""):
    famille = FamilleFactory(alias=alias, territoire=territoire, saisie_par=ptp)
    adulte = AdulteFactory(famille=famille)
    IdentiteAdulte.objects.create(adulte=adulte, prenom=prenom, telephone=telephone)
    return famille


@pytest.mark.parametrize(
    ("alias", "identite", "proches"),
    [
        ("les gens du quai", {"telephone": "+14185550142"}, True),
        ("famille au parc", {"prenom": "SORAYA"}, True),
        ("les gens du quai", {"prenom": "Soraya"}, False),
        ("famille au parc", {"prenom": "Zoé"}, False),
        ("famille au parc", {}, False),
    ],
)
def test_one_sure_sign_or_two_less_sure_make_familles_alike(
    alias, identite, proches, connue, territoire, ptp
):
    autre = autre_famille(territoire, ptp, alias, **identite)
    toutes = Famille.objects.filter(territoire=territoire)
    assert semblables(toutes) == ({connue.pk, autre.pk} if proches else set())


def test_two_adults_of_one_famille_are_not_two_familles(connue, territoire):
    IdentiteAdulte.objects.create(
        adulte=AdulteFactory(famille=connue), prenom="Soraya", telephone="+14185550142"
    )
    assert semblables(Famille.objects.filter(territoire=territoire)) == set()


def test_familles_alike_are_found_in_as_many_queries_for_three_hundred(connue, territoire, ptp):
    def couts():
        with CaptureQueriesContext(connection) as requetes:
            semblables(Famille.objects.filter(territoire=territoire))
        return len(requetes)

    seule = couts()
    for rang in range(300):
        autre_famille(territoire, ptp, f"famille {rang}", prenom="Soraya")
    assert couts() == seule <= 5

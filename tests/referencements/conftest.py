import pytest

from tests.familles.factories import FamilleFactory


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)


@pytest.fixture
def famille_d_ailleurs(autre_territoire, inconnue):
    return FamilleFactory(alias="ailleurs", territoire=autre_territoire, saisie_par=inconnue)

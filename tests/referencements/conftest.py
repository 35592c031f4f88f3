import pytest

from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import PartenaireFactory


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)


@pytest.fixture
def famille_d_ailleurs(autre_territoire, inconnue):
    return FamilleFactory(alias="ailleurs", territoire=autre_territoire, saisie_par=inconnue)


@pytest.fixture
def partenaire(territoire):
    return PartenaireFactory(nom="Maison fictive des Érables", territoires=[territoire])


@pytest.fixture
def partenaire_d_ailleurs(autre_territoire):
    return PartenaireFactory(nom="Maison fictive d’ailleurs", territoires=[autre_territoire])

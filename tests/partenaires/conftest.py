import pytest

from tests.partenaires.factories import PartenaireFactory


@pytest.fixture
def partenaire(territoire):
    return PartenaireFactory(nom="Maison fictive des Érables", territoires=[territoire])


@pytest.fixture
def partenaire_d_ailleurs(autre_territoire):
    return PartenaireFactory(nom="Maison fictive d’ailleurs", territoires=[autre_territoire])

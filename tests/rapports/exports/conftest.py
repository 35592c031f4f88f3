from datetime import date

import pytest

from rapports.exports import construction
from rapports.models import RapportParticipation
from rapports.publication.lecture import Publie
from tests.rapports.conftest import accompagner
from tests.territoires.factories import TerritoireFactory

from .publications import publier

DEBUT, FIN = date(2024, 1, 1), date(2024, 3, 31)


@pytest.fixture
def reseau(territoire, ptp):
    """Six familles « ici », rural, and two in an urban territoire."""
    loin = TerritoireFactory(code="loin", nom="Loin", milieu="urbain", region_id="06")
    for rang in range(6):
        accompagner(territoire, ptp, alias=f"la famille {rang}")
    for rang in range(2):
        accompagner(loin, ptp, alias=f"l’autre famille {rang}")
    return territoire


@pytest.fixture
def publication(reseau, comite):
    return publier(DEBUT, FIN, par=comite)


@pytest.fixture
def document(publication):
    return construction.de_publication(Publie(publication))


@pytest.fixture
def rapport(reseau, hiver):
    """The draft of « ici »."""
    return RapportParticipation.objects.create(
        periode=hiver,
        territoire=reseau,
        faits_saillants="Un camion de jouets.\n\nDeux parcs de plus.",
        ajustements="Aller au marché.",
        recit="Une mère et son fils.",
    )


@pytest.fixture
def version(rapport, gestionnaire):
    return rapport.soumettre(par=gestionnaire)

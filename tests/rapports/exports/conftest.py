from datetime import UTC, datetime

import pytest

from comptes.models import Role
from rapports.exports import construction
from rapports.gel import canonique
from rapports.models import RapportParticipation
from rapports.publication.affichage import RETENU
from rapports.publication.lecture import Publie
from tests.conftest import de_son_module, territoire_d_ici, une_personne
from tests.rapports.conftest import accompagner
from tests.rapports.publications import UNE_PERIODE, contenu_de, publication
from tests.territoires.factories import TerritoireFactory

SANS_PTP = "Sans PTP du 3\u00a0mars 2024 au 28\u00a0mars 2024 (26\u00a0jours)"
PUBLIEE_LE = datetime(2025, 12, 1, 16, tzinfo=UTC)


def publier(*versions, periodes=UNE_PERIODE, contenu=None, **champs):
    """What the registry holds, standing on these versions."""
    contenu = contenu or contenu_retenu(periodes)
    audit = canonique({"versions": [version.pk for version in versions]})
    options = {"publiee_le": PUBLIEE_LE, "audit": audit, "periodes": periodes, **champs}
    return publication(contenu, **options)


def contenu_retenu(periodes):
    """I-04 is withheld by milieu; « Loin » was without anyone for a while."""
    contenu = contenu_de(periodes)
    contenu["vacances"] = [{"territoire": "Loin", "periode": "Hiver 2024", "jours": [SANS_PTP]}]
    for groupe in contenu["groupes"]["milieu"].values():
        groupe["chiffres"]["I-04"] = {"n": RETENU, "d": None}
    return contenu


@pytest.fixture(scope="module")
def lignes(base_du_module):
    """Six familles « ici », rural, and two in an urban territoire."""
    territoire = territoire_d_ici()
    ptp = une_personne("Maude", Role.PTP, territoire)
    loin = TerritoireFactory(code="loin", nom="Loin", milieu="urbain", region_id="06")
    for rang in range(6):
        accompagner(territoire, ptp, alias=f"la famille {rang}")
    for rang in range(2):
        accompagner(loin, ptp, alias=f"l’autre famille {rang}")
    return {"territoire": territoire, "ptp": ptp}


territoire, ptp = map(de_son_module, ("territoire", "ptp"))


@pytest.fixture
def reseau(territoire):
    return territoire


@pytest.fixture(scope="module")
def contenu(lignes):
    return contenu_retenu(UNE_PERIODE)


@pytest.fixture
def publiee(reseau, contenu):
    return publier(contenu=contenu)


@pytest.fixture
def document(publiee):
    return construction.de_publication(Publie(publiee))


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

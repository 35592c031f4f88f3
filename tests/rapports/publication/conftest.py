"""A small network whose reports are accepted: seven familles in one territoire, two elsewhere."""

from datetime import date

import pytest

from comptes.models import Role
from rapports.models import Periode, RapportParticipation
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.conftest import territoire_d_ici, une_personne
from tests.rapports.situations import (
    avec_enfant,
    evaluer,
    famille_accompagnee,
    intervenir,
    referer,
)
from tests.territoires.factories import TerritoireFactory

EN_HIVER, AU_PRINTEMPS = date(2024, 2, 15), date(2024, 5, 15)


@pytest.fixture
def printemps(db):
    return Periode.objects.create(
        libelle="Printemps 2024", debut=date(2024, 4, 1), fin=date(2024, 6, 30)
    )


@pytest.fixture
def ville(db):
    return territoire_de_ville()


def territoire_de_ville():
    return TerritoireFactory(code="ville", nom="Territoire de la ville", milieu="urbain")


@pytest.fixture
def reseau(territoire, ville, ptp):
    return peupler(territoire, ville, ptp)


def peupler(territoire, ville, ptp):
    """The familles, by territoire."""
    return {
        lieu: [accompagner(lieu, ptp) for _ in range(combien)]
        for lieu, combien in ((territoire, 7), (ville, 2))
    }


@pytest.fixture(scope="module")
def lignes(base_du_module):
    """The same, once for a module that takes them from here by ``de_son_module``."""
    territoire, ville = territoire_d_ici(), territoire_de_ville()
    ptp = une_personne("Maude", Role.PTP, territoire)
    reseau = peupler(territoire, ville, ptp)
    return {"territoire": territoire, "ville": ville, "ptp": ptp, "reseau": reseau}


def accompagner(territoire, ptp, *, frequentation="peu"):
    famille = famille_accompagnee(territoire, ptp, le=EN_HIVER)
    avec_enfant(famille, date(2021, 5, 1))
    evaluer(famille, frequentation, vaut_le=date(2023, 10, 1))
    referer(famille, EN_HIVER)
    return famille


def continuer(familles):
    """In the spring too."""
    for famille in familles:
        intervenir(famille, AU_PRINTEMPS)


@pytest.fixture
def accepter(comite):
    """``accepter(hiver, territoire, ville)``: their reports are submitted, then accepted."""

    def faire(periode, *territoires):
        for territoire in territoires:
            rapport, _ = RapportParticipation.objects.get_or_create(
                periode=periode, territoire=territoire
            )
            rapport.soumettre(par=_gestionnaire(territoire))
            rapport.accepter(par=comite)

    return faire


def _gestionnaire(territoire):
    deja = territoire.affectations.filter(role=Role.GESTIONNAIRE).first()
    if deja:
        return deja.utilisateur
    personne = UtilisateurFactory()
    AffectationFactory(utilisateur=personne, role=Role.GESTIONNAIRE, territoire=territoire)
    return personne

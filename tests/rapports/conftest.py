"""Familles as the dashboards count them."""

from datetime import date

import pytest

from familles.models import EvaluationIsolement
from rapports.models import Periode
from referencements.models.etats import Etat
from tests.familles.factories import EnfantFactory, FamilleFactory, InterventionFactory
from tests.referencements.factories import referencement_sortant

MARS = date(2024, 3, 12)


def accompagner(territoire, ptp, *, alias="la famille du parc", frequentation="peu"):
    """A famille jointe in March 2024 with a child, an intervention and a référencement."""
    famille = FamilleFactory(
        territoire=territoire, saisie_par=ptp, alias=alias, date_jointe=date(2024, 3, 1)
    )
    EnfantFactory(famille=famille)
    InterventionFactory(famille=famille, date=MARS, duree_min=45, deplacement_min=15)
    EvaluationIsolement(
        famille=famille,
        moment="premier_contact",
        vaut_le=MARS,
        frequentation_services=frequentation,
        saisie_par=ptp,
    ).consigner()
    referencement_sortant(famille, par=ptp, etat=Etat.SERVICE_AMORCE, le=MARS)
    famille.actualiser_compteurs()
    return famille


@pytest.fixture
def hiver(db):
    return Periode.objects.create(
        libelle="Hiver 2024", debut=date(2024, 1, 1), fin=date(2024, 3, 31)
    )


@pytest.fixture
def famille(territoire, ptp, hiver):
    return accompagner(territoire, ptp)

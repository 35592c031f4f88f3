"""A demande that a partenaire received, seen from the partenaire’s side."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from familles.models import Famille
from referencements.models import LienPartenaire, Referencement
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.accords import divulguer, nommer
from tests.referencements.factories import referencement_sortant

MERCREDI_MIDI = datetime(2026, 3, 4, 17, tzinfo=UTC)
DE_LA_FAMILLE = ("Soraya", "Exemplaire", "Nino", "555-0142", "la famille du parc")


@pytest.fixture(autouse=True)
def horloge():
    """It is Wednesday noon, two days after the demande left, until ``horloge.shift``."""
    with time_machine.travel(MERCREDI_MIDI, tick=False) as voyage:
        yield voyage


@dataclass
class Recue:
    """One demande, the link to it, and a browser that knows nothing else."""

    referencement: Referencement
    lien: LienPartenaire
    jeton: str
    client: Client

    @property
    def famille(self) -> Famille:
        return self.referencement.famille

    @property
    def etat(self) -> str:
        self.referencement.refresh_from_db()
        return self.referencement.etat

    def lire(self):
        return self.client.get(reverse("portail:lien", args=[self.jeton]))

    def ouvrir(self, geste):
        return self.client.get(reverse("portail:geste", args=[self.jeton, geste]))

    def faire(self, geste, **envoi):
        return self.client.post(reverse("portail:geste", args=[self.jeton, geste]), envoi)


def recevoir(famille, *, par, partenaire=None, client=None) -> Recue:
    partenaire = partenaire or PartenaireFactory(
        nom="Maison fictive des Érables",
        courriel="maison@exemple.test",
        territoires=[famille.territoire],
    )
    referencement = referencement_sortant(famille, par=par, partenaire=partenaire)
    if not famille.adultes.exists():
        nommer(famille, par=par)
    divulgation = divulguer(
        referencement, par=par, mot="Elle cherche depuis janvier.", telephone="418 555-0100"
    )
    lien, jeton = LienPartenaire.pour_repondre(divulgation, adresse=partenaire.courriel)
    return Recue(referencement, lien, jeton, client or Client(enforce_csrf_checks=True))


@pytest.fixture
def recue(famille, ptp):
    return recevoir(famille, par=ptp)


def expirer(lien: LienPartenaire) -> None:
    LienPartenaire.objects.filter(pk=lien.pk).update(
        expire_le=datetime.now(UTC) - timedelta(minutes=1)
    )

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from comptes.models import Role
from rapports.models import RapportParticipation
from tests.comptes.factories import AffectationFactory, UtilisateurFactory


@pytest.fixture
def rapport(territoire, hiver):
    """A draft of the winter, with its first text."""
    return RapportParticipation.objects.create(
        territoire=territoire, periode=hiver, faits_saillants="La halte du samedi"
    )


@pytest.fixture
def en_poste(territoire, hiver):
    """A PTP has come « ici » by the end of the winter, and before: its reports are due."""
    return AffectationFactory(territoire=territoire, du=date(2000, 1, 1), au=hiver.fin)


@pytest.fixture
def soumis(rapport, gestionnaire):
    rapport.soumettre(par=gestionnaire)
    return rapport


@pytest.fixture
def suivi(db):
    """Someone of the comité de suivi, who reads and does not decide."""
    personne = UtilisateurFactory(prenom="Sacha", email="sacha@exemple.test")
    AffectationFactory(utilisateur=personne, role=Role.COMITE_SUIVI, territoire=None)
    return personne


@pytest.fixture
def gestionnaire_d_ailleurs(autre_territoire):
    personne = UtilisateurFactory(prenom="Noa", email="noa@exemple.test")
    AffectationFactory(utilisateur=personne, role=Role.GESTIONNAIRE, territoire=autre_territoire)
    return personne


@pytest.fixture
def adresse(hiver) -> Callable[..., str]:
    """``adresse("soumettre/")``: a page of the winter's report « d’ici »."""
    return lambda suite="", base="/rapports": f"{base}/{hiver.pk}/ici/{suite}"


@pytest.fixture
def ecrire(client_de, adresse) -> Callable[..., Any]:
    """``ecrire(gestionnaire, version=1, faits_saillants="…")``: she saves the draft."""

    def envoyer(personne: Any, *, version: int = 1, **champs: str) -> Any:
        textes = {"faits_saillants": "", "ajustements": "", "recit": "", **champs}
        return client_de(personne).post(adresse("modifier/"), {"version": version, **textes})

    return envoyer

"""What the agreements of familles ask of their PTP while something is still awaited."""

from datetime import date, timedelta

import pytest

from familles.a_faire import a_faire
from tests.familles.factories import FamilleFactory

from .accords import accorder
from .factories import LE, geste, referencement_sortant

pytestmark = pytest.mark.django_db
FIN = LE + timedelta(days=182)


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")


def titres(utilisateur, le: date) -> list[str]:
    return [ligne.titre for ligne in a_faire(utilisateur, le) if "accord" in ligne.titre]


def test_an_agreement_that_ends_soon_is_recalled_while_a_referencement_is_open(
    famille, ptp, inconnue, gestionnaire
):
    referencement = referencement_sortant(famille, par=ptp)
    accorder(referencement, par=ptp)
    attendu = ["L’accord de la famille du parc expire le 31\u00a0août 2026"]
    assert titres(ptp, FIN - timedelta(days=15)) == []
    assert titres(ptp, FIN - timedelta(days=14)) == attendu
    assert titres(ptp, FIN) == attendu
    assert titres(ptp, FIN + timedelta(days=1)) == []
    assert titres(inconnue, FIN) == titres(gestionnaire, FIN) == []
    geste(referencement, "annuler", par=ptp)
    assert titres(ptp, FIN) == []


def test_a_withdrawn_or_renewed_agreement_is_not_recalled(famille, ptp):
    retire = accorder(referencement_sortant(famille, par=ptp), par=ptp)
    retire.retirer(par=ptp)
    renouvele = referencement_sortant(famille, par=ptp)
    accorder(renouvele, par=ptp)
    accorder(renouvele, par=ptp, le=LE + timedelta(days=60))
    assert titres(ptp, FIN) == []


def test_the_agreement_with_another_partenaire_is_not_recalled(famille, ptp):
    accorder(referencement_sortant(famille, par=ptp, etat="annulee"), par=ptp)
    referencement_sortant(famille, par=ptp)
    assert titres(ptp, FIN) == []

"""A new master key, the old one behind; then everything under the new one, whatever happens."""

import io
from base64 import b64encode
from os import urandom

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from familles.models import CleFamille, Famille
from familles.models.cle import oublier
from familles.renouvellement import renouveler
from proximite.depart import refuser_de_servir
from tests.familles.factories import FamilleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def familles(territoire, ptp):
    return [
        FamilleFactory(territoire=territoire, saisie_par=ptp, alias=f"alias {n}") for n in range(3)
    ]


@pytest.fixture
def changer_de_cle(settings):
    """``changer_de_cle(gardees=1)``: a new master key, with so many of the others behind."""

    def changer(gardees: int = 1) -> None:
        nouvelle = b64encode(urandom(32)).decode()
        settings.CLES_MAITRESSES = [nouvelle, *settings.CLES_MAITRESSES][: 1 + gardees]
        oublier()

    return changer


def lancer() -> str:
    sortie = io.StringIO()
    call_command("renouveler_cles", stdout=sortie)
    return sortie.getvalue()


def problemes():
    return [e.id for e in run_checks(tags=[Tags.database], databases=["default"])]


def test_keys_go_under_the_current_master_key(familles, changer_de_cle, settings):
    changer_de_cle()
    assert CleFamille.objects.d_une_autre_cle_maitresse().count() == 3
    assert "Clés des familles\u00a0: 3 sous la clé courante, 0 illisibles" in lancer()
    settings.CLES_MAITRESSES = settings.CLES_MAITRESSES[:1]
    oublier()
    assert Famille.objects.latest("pk").alias == "alias 2"
    assert "Clés des familles\u00a0: 0 sous la clé courante" in lancer()


def test_cut_short_it_goes_on(familles, changer_de_cle):
    changer_de_cle()
    CleFamille.objects.first().renouveler()
    assert "Clés des familles\u00a0: 2 sous la clé courante" in lancer()


def test_run_twice_at_once_or_beside_a_destruction_it_loses_nothing(familles, changer_de_cle):
    changer_de_cle()
    une, deux = CleFamille.objects.order_by("pk")[:2]
    assert CleFamille.objects.get(pk=une.pk).renouveler()
    assert not une.renouveler()
    CleFamille.objects.filter(pk=deux.pk).delete()
    assert not deux.renouveler()
    assert CleFamille.objects.count() == 2


def test_what_no_key_opens_is_counted_and_the_rest_done(familles, changer_de_cle):
    changer_de_cle(gardees=0)
    FamilleFactory(territoire=familles[0].territoire, saisie_par=familles[0].saisie_par)
    with pytest.raises(CommandError, match="Redonnez celle"):
        lancer()
    assert renouveler().illisibles == 3


def test_second_factors_too(ptp, changer_de_cle, settings):
    scelle = get_adapter().encrypt("SECRET")
    Authenticator.objects.create(user=ptp, type="totp", data={"secret": scelle})
    changer_de_cle()
    assert "Seconds facteurs\u00a0: 1 sous la clé courante" in lancer()
    settings.CLES_MAITRESSES = settings.CLES_MAITRESSES[:1]
    assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == "SECRET"


def test_the_application_says_before_the_first_page_that_it_could_read_nothing(
    familles, changer_de_cle
):
    assert problemes() == []
    changer_de_cle()
    assert problemes() == []
    changer_de_cle(gardees=0)
    assert problemes() == ["familles.E001"]
    with pytest.raises(ImproperlyConfigured, match="n’ouvre pas les clés des familles"):
        refuser_de_servir()

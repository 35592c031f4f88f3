"""The outbox's rules that need no server."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from courriels.liens import absolu
from courriels.models import Courriel

pytestmark = pytest.mark.django_db


def test_same_key_is_the_same_message_unchanged(deposer):
    premier = deposer("a")
    second = deposer("a", destinataire="autre@exemple.test")
    assert second.pk == premier.pk
    assert second.destinataire == "a@exemple.test"


def test_message_ends_one_way_only(deposer):
    courriel = deposer()
    courriel.marquer_envoye(timezone.now())
    courriel.abandonner(timezone.now(), probleme="trop tard")
    courriel.annuler(timezone.now())
    assert courriel.etat == Courriel.Etat.ENVOYE
    with pytest.raises(IntegrityError, match="courriel_une_seule_fin"):
        Courriel.objects.update(annule_le=timezone.now())


def test_page_finds_the_latest_message_of_each_object(deposer, django_assert_num_queries):
    deposer("ancien", concerne="objet-1")
    recent = deposer("recent", concerne="objet-1")
    autre = deposer("autre", concerne="objet-2")
    with django_assert_num_queries(1):
        trouves = Courriel.objects.derniers(["objet-1", "objet-2", "objet-3"])
    assert trouves == {"objet-1": recent, "objet-2": autre}
    assert Courriel.objects.concernant("objet-1").count() == 2


def test_message_is_known_without_its_address(deposer):
    assert "@" not in str(deposer())


def test_link_is_whole_without_a_request(settings):
    settings.ADRESSE_DU_SITE = "https://proximite.exemple.test"
    assert absolu("/invitation/x/") == "https://proximite.exemple.test/invitation/x/"

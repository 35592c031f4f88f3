from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from familles.models import Promesse

from .factories import FamilleFactory, PromesseFactory

JOUR = date(2024, 6, 10)


@pytest.fixture
def promesse(territoire, ptp):
    return PromesseFactory(famille=FamilleFactory(territoire=territoire, saisie_par=ptp))


@pytest.fixture
def page(client, ptp):
    client.force_login(ptp)
    return client


def adresse(nom, promesse):
    return reverse(f"familles:promesse_{nom}", args=[promesse.famille.code, promesse.pk])


@pytest.mark.parametrize("geste", ["tenir", "abandonner"])
def test_closed_by_mistake_it_is_to_keep_again(geste, promesse):
    getattr(promesse, geste)(le=JOUR)
    promesse.rouvrir()
    assert promesse.est_a_tenir
    assert promesse.version == 3


def test_opening_again_what_is_open_changes_nothing(promesse):
    promesse.rouvrir()
    assert promesse.version == 1


def test_ptp_changes_the_words_and_the_date(page, promesse):
    demain = timezone.localdate() + timedelta(days=1)
    envoi = {"version": "1", "texte": "Appeler la halte", "echeance": str(demain)}
    assert page.post(adresse("modifier", promesse), envoi).status_code == 302
    promesse.refresh_from_db()
    assert (promesse.texte, promesse.echeance) == ("Appeler la halte", demain)
    assert page.post(adresse("modifier", promesse), envoi).status_code == 409


def test_promise_kept_is_not_edited_before_it_is_opened_again(page, promesse):
    promesse.tenir(le=JOUR)
    envoi = {"version": "2", "texte": "Autre chose"}
    reponse = page.post(adresse("modifier", promesse), envoi)
    assert reponse.status_code == 422
    assert "rouvrez-la" in reponse.content.decode()


def test_fiche_says_who_promised_and_offers_to_undo(page, promesse, ptp):
    fiche = reverse("familles:fiche", args=[promesse.famille.code])
    assert f"Promis par {ptp.get_full_name()}" in page.get(fiche).content.decode()
    page.post(adresse("tenir", promesse))
    assert "Promesses passées" in page.get(fiche).content.decode()
    page.post(adresse("rouvrir", promesse))
    assert Promesse.objects.a_tenir().get() == promesse

"""When an entry and its services were confirmed, and the one tap that says they still hold."""

import re
from datetime import date

import pytest
from django.test.html import parse_html
from django.urls import reverse
from django.utils import timezone

from familles.a_faire import a_faire
from tests.partenaires.factories import OffreServiceFactory, PartenaireFactory

pytestmark = pytest.mark.django_db
ANCIENNE = date(2020, 1, 1)


def confirmer(partenaire):
    return reverse("partenaires:confirmer", args=[partenaire.pk])


def capacite(offre):
    return reverse("partenaires:capacite", args=[offre.partenaire_id, offre.pk])


def lire(client, partenaire):
    return client.get(reverse("partenaires:fiche", args=[partenaire.pk])).content.decode()


def test_list_and_page_say_when_it_was_confirmed(territoire, ptp, client_de):
    ancien = PartenaireFactory(confirme_le=ANCIENNE, territoires=[territoire])
    client = client_de(ptp)
    liste = client.get(reverse("partenaires:liste")).content.decode()
    for html in (liste, lire(client, ancien)):
        assert "1er\u00a0janvier 2020" in html
        assert "À confirmer</span>" in html


def test_one_tap_confirms_the_entry(territoire, ptp, client_de):
    ancien = PartenaireFactory(confirme_le=ANCIENNE, territoires=[territoire])
    client = client_de(ptp)
    assert client.get(confirmer(ancien)).status_code == 405
    client.post(confirmer(ancien))
    ancien.refresh_from_db()
    assert ancien.confirme_le == timezone.localdate()
    assert "À confirmer</span>" not in lire(client, ancien)


def test_one_line_of_a_faire_counts_the_entries_that_the_list_shows(
    territoire, autre_territoire, ptp, client_de
):
    assert a_faire(ptp, timezone.localdate()) == []
    for lieu in (territoire, territoire, autre_territoire):
        PartenaireFactory(confirme_le=ANCIENNE, territoires=[lieu])
    PartenaireFactory(confirme_le=ANCIENNE, territoires=[territoire], actif=False)
    PartenaireFactory(territoires=[territoire])
    (ligne,) = a_faire(ptp, timezone.localdate())
    assert ligne.titre == "2\u00a0fiches du répertoire à confirmer"
    assert client_de(ptp).get(ligne.url).context["page"].paginator.count == 2


@pytest.mark.parametrize(
    ("envoi", "attendu"),
    [
        ({"capacite": "disponible"}, ("disponible", None)),
        ({"capacite": "liste_attente", "semaines": "6"}, ("liste_attente", 6)),
        ({"capacite": "liste_attente", "semaines": ""}, ("liste_attente", None)),
        ({"capacite": "complet", "semaines": "6"}, ("complet", None)),
    ],
)
def test_one_tap_says_the_capacity(envoi, attendu, partenaire, ptp, client_de):
    offre = OffreServiceFactory(partenaire=partenaire, confirmee_le=ANCIENNE)
    client = client_de(ptp)
    assert client.post(capacite(offre), envoi).status_code == 302
    offre.refresh_from_db()
    assert (offre.capacite, offre.attente_semaines) == attendu
    assert offre.confirmee_le == timezone.localdate()


@pytest.mark.parametrize(
    "envoi",
    [
        {},
        {"capacite": "inconnue"},
        {"capacite": "liste_attente", "semaines": "521"},
        {"capacite": "liste_attente", "semaines": "99999999999999999999"},
        {"capacite": "liste_attente", "semaines": "-1"},
    ],
)
def test_a_capacity_that_cannot_be_is_asked_again(envoi, partenaire, ptp, client_de):
    offre = OffreServiceFactory(partenaire=partenaire, capacite="disponible")
    assert client_de(ptp).post(capacite(offre), envoi).status_code == 422
    offre.refresh_from_db()
    assert offre.capacite == "disponible"


def test_a_service_is_reached_through_its_own_entry(
    partenaire, partenaire_d_ailleurs, ptp, inconnue, client_de
):
    offre = OffreServiceFactory(partenaire=partenaire_d_ailleurs)
    detourne = reverse("partenaires:capacite", args=[partenaire.pk, offre.pk])
    assert client_de(ptp).post(detourne, {"capacite": "complet"}).status_code == 404
    assert client_de(inconnue).post(confirmer(partenaire)).status_code == 404


def test_a_card_of_the_list_keeps_its_label_beside_its_value(client_de, ptp, territoire):
    """On a phone a cell is two columns, its label and one element: a third would wrap under."""
    PartenaireFactory(confirme_le=ANCIENNE, territoires=[territoire])
    page = client_de(ptp).get(reverse("partenaires:liste")).content.decode()
    cellule = parse_html(re.search(r'<td data-titre="Fiche">.*?</td>', page, re.DOTALL)[0])
    assert len(cellule.children) == 1

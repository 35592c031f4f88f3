"""The pages of every day, and what is sent from them, ask the database nothing twice."""

from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from familles.models.cle import oublier
from tests.gardes.requetes import requetes_de

pytestmark = pytest.mark.django_db


def repetees(client, adresse, envoi=None, *, statut=200):
    """The SELECTs that one request makes more than once, parameters included."""
    oublier()  # the keys of what the test wrote
    with requetes_de(connection) as requetes:
        reponse = client.get(adresse) if envoi is None else client.post(adresse, envoi)
    assert reponse.status_code == statut
    lues = Counter(r["sql"] for r in requetes if r["sql"].startswith("SELECT"))
    assert lues
    return [sql for sql, fois in lues.items() if fois > 1]


def test_no_page_of_every_day_reads_the_same_thing_twice(ici, client_de):
    client, code = client_de(ici.ptp), ici.famille.code
    consigner = reverse("familles:intervention_consigner")
    for adresse in (
        reverse("familles:ma_journee"),
        reverse("familles:liste"),
        reverse("familles:fiche", args=[code]),
        consigner,
        f"{consigner}?famille={code}",
        reverse("activites:demarchage_consigner"),
        reverse("activites:journal"),
        reverse("familles:promesse_ajouter", args=[code]),
    ):
        assert repetees(client, adresse) == [], adresse


def test_no_quick_entry_reads_the_same_thing_twice(ici, client_de):
    client = client_de(ici.ptp)
    temps = {"date": "2024-06-03", "duree_min": "30"}
    action = temps | {"famille": ici.famille.code, "type_action": "informer", "mode": "domicile"}
    demarchage = temps | {
        "territoire": ici.territoire.pk,
        "strategie": "parcs",
        "nb_familles_rencontrees": "3",
        "nb_familles_reperees": "1",
    }
    besoins = {"types_besoins": ["logement", "repit", "alimentation"], "note": "Un café"}
    intervention, porte = "familles:intervention_consigner", "activites:demarchage_consigner"
    for page, envoi, statut in (
        (intervention, action, 302),
        (intervention, action | besoins, 302),
        (intervention, action | {"famille": ici.seconde_famille.code}, 302),
        (intervention, action | {"duree_min": ""}, 422),
        (porte, demarchage, 302),
        (porte, demarchage | {"duree_min": ""}, 422),
    ):
        envoi = envoi | {"cle": str(uuid4())}
        assert repetees(client, reverse(page), envoi, statut=statut) == [], (page, envoi)

"""``manage.py periodes``: presets, shown first, written when asked."""

from datetime import date
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from rapports.models import Periode
from rapports.periodes import JOUR, decouper

pytestmark = pytest.mark.django_db
DEBUT, FIN = date(2024, 1, 1), date(2025, 3, 31)


def lancer(**options):
    sortie = StringIO()
    call_command("periodes", stdout=sortie, **{"depuis": DEBUT, **options})
    return sortie.getvalue().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("modele", "fins"),
    [
        ("3x5", [date(2024, 5, 31), date(2024, 10, 31), FIN]),
        ("3-6-6", [date(2024, 3, 31), date(2024, 9, 30), FIN]),
    ],
)
def test_both_cut_offs_of_the_pilot_cover_its_fifteen_months(modele, fins):
    lancer(modele=modele, ecrire=True)
    periodes = list(Periode.objects.order_by("debut"))
    assert [p.fin for p in periodes] == fins
    assert (periodes[0].debut, periodes[-1].fin) == (DEBUT, FIN)
    assert all(suivante.debut - avant.fin == JOUR for avant, suivante in pairwise(periodes))


def test_names_are_those_of_the_months():
    assert [str(p) for p in decouper(DEBUT, "3x5")] == [
        "Janvier à mai 2024",
        "Juin à octobre 2024",
        "Novembre 2024 à mars 2025",
    ]


def test_quarters_go_on_until_the_day_asked():
    lancer(modele="trimestres", jusqua=FIN, ecrire=True)
    assert Periode.objects.count() == 5
    assert Periode.objects.first().libelle == "Janvier à mars 2025"


def test_nothing_is_written_unless_asked():
    sortie = lancer(modele="3x5")
    assert "Janvier à mai 2024 : du 2024-01-01 au 2024-05-31" in sortie
    assert "3 périodes à créer; ajoutez --ecrire" in sortie
    assert not Periode.objects.exists()


def test_overlap_is_refused_and_nothing_is_written(hiver):
    with pytest.raises(CommandError, match="chevauche «\u00a0Hiver 2024\u00a0»"):
        lancer(depuis=date(2023, 10, 1), modele="trimestres", jusqua=date(2024, 6, 30), ecrire=True)
    assert list(Periode.objects.all()) == [hiver]


@pytest.mark.parametrize(
    ("options", "reproche"),
    [
        ({"depuis": date(2024, 1, 15)}, "premier jour d’un mois"),
        ({"jusqua": date(2024, 4, 15)}, "ne se termine ce jour-là"),
        ({"jusqua": date(2023, 12, 31)}, "ne se termine ce jour-là"),
    ],
)
def test_dates_that_cut_no_period_are_refused(options, reproche):
    with pytest.raises(CommandError, match=reproche):
        lancer(modele="trimestres", **options)


def test_what_is_not_a_date_is_refused():
    with pytest.raises(CommandError, match="n’est pas une date"):
        call_command("periodes", "--depuis=2024-13-01", "--modele=3x5")


def test_administration_sets_the_due_date(client_de, administration, hiver):
    client = client_de(administration)
    adresse = reverse("admin:rapports_periode_change", args=[hiver.pk])
    envoi = {"libelle": hiver.libelle, "debut": hiver.debut, "fin": hiver.fin}
    client.post(adresse, {**envoi, "remise_le": "2024-05-15"})
    hiver.refresh_from_db()
    assert hiver.echeance == date(2024, 5, 15)
    liste = client.get(reverse("admin:rapports_periode_changelist"))
    assert "attendus_le" in liste.content.decode()

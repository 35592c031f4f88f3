"""Whoever opens the demonstration finds someone out in visite, whatever the hour."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from activites.models import Sortie
from rapports.demo.hasard import Hasard
from rapports.demo.sorties import partir_en_visite

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("moment", ["2026-03-10T12:00Z", "2026-03-11T01:00Z"])
def test_she_left_before_now_and_is_back_later(moment, ptp, territoire):
    with time_machine.travel(moment, tick=False):
        partir_en_visite(Hasard(1, aujourdhui=date(2026, 3, 10)), ptp, territoire)
        sortie = Sortie.objects.get()
        assert sortie.partie_le < timezone.now() < sortie.retour_prevu_le

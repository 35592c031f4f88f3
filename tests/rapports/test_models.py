from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from rapports.models import Periode, RapportParticipation

from .situations import evaluer, famille_accompagnee

pytestmark = pytest.mark.django_db


@pytest.fixture
def brouillon(territoire, hiver):
    return RapportParticipation.objects.create(territoire=territoire, periode=hiver)


def test_two_periodes_never_overlap_and_the_form_says_which(hiver):
    autre = Periode(libelle="Mars et avril", debut=date(2024, 3, 31), fin=date(2024, 4, 30))
    with pytest.raises(ValidationError) as refus:
        autre.full_clean()
    assert refus.value.messages == [
        "Cette période chevauche « Hiver 2024 » (2024-01-01 au 2024-03-31)."
    ]


@pytest.mark.parametrize("fin", [date(2024, 1, 1), date(2024, 6, 30)])
def test_two_periodes_never_overlap_even_when_the_form_is_bypassed(hiver, fin):
    with pytest.raises(IntegrityError), transaction.atomic():
        Periode.objects.create(libelle="Autre", debut=date(2023, 12, 1), fin=fin)


def test_periodes_are_not_stretched_over_each_other(hiver):
    printemps = Periode.objects.create(
        libelle="Printemps", debut=date(2024, 4, 1), fin=date(2024, 6, 30)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Periode.objects.filter(pk=printemps.pk).update(debut=date(2024, 3, 31))


def test_a_periode_ends_after_it_starts():
    with pytest.raises(ValidationError, match="La fin d’une période vient après son début"):
        Periode(libelle="À rebours", debut=date(2024, 2, 1), fin=date(2024, 1, 1)).full_clean()


def test_a_submitted_report_keeps_its_figures_whatever_the_rows_become(
    brouillon, territoire, ptp, gestionnaire
):
    famille = famille_accompagnee(territoire, ptp)
    brouillon.soumettre(par=gestionnaire)
    fige = brouillon.chiffres
    evaluer(famille, "aucune")
    famille_accompagnee(territoire, ptp)
    brouillon.refresh_from_db()
    assert brouillon.chiffres == fige
    assert (fige["I-01"]["valeur"], fige["I-02"]["valeur"]) == (1, 0)
    assert brouillon.soumis_par == gestionnaire
    assert brouillon.version_definitions


def test_a_submitted_report_is_not_submitted_again(brouillon, gestionnaire):
    brouillon.soumettre(par=gestionnaire)
    with pytest.raises(ValidationError, match="ses chiffres ne changent plus"):
        brouillon.soumettre(par=gestionnaire)


def test_a_submitted_report_without_its_figures_is_impossible(brouillon):
    with pytest.raises(IntegrityError), transaction.atomic():
        RapportParticipation.objects.filter(pk=brouillon.pk).update(etat="soumis")


def test_a_territoire_has_one_report_for_a_periode(brouillon, territoire, hiver):
    with pytest.raises(ValidationError, match="Ce territoire a déjà un rapport"):
        RapportParticipation(territoire=territoire, periode=hiver).full_clean()


def test_reports_are_seen_by_those_of_the_territoire(brouillon, gestionnaire, inconnue):
    assert list(RapportParticipation.objects.visibles_par(gestionnaire)) == [brouillon]
    assert not RapportParticipation.objects.visibles_par(inconnue)

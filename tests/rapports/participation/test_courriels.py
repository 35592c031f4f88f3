"""Reminders of what is due, what was decided, what waits: no figure, no famille, never twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from courriels.envoi import envoyer
from courriels.models import Courriel
from rapports.models import RapportParticipation
from rapports.participation.rappels import annoncer_les_remises, rappeler_les_rapports
from tests.comptes.factories import AffectationFactory

pytestmark = pytest.mark.django_db(transaction=True)
# The winter's reports are due on 30 April 2024, a Tuesday.
ECHEANCE = date(2024, 4, 30)
MIDI = timedelta(hours=16)


def le(jour: date) -> datetime:
    return datetime(jour.year, jour.month, jour.day, tzinfo=UTC) + MIDI


@pytest.fixture
def horloge(gestionnaire, comite):
    """The day reports are due, at noon."""
    for personne in (gestionnaire, comite):
        personne.affectations.update(du=date(2024, 1, 1))
    with time_machine.travel(le(ECHEANCE), tick=False) as voyage:
        yield voyage


@pytest.fixture
def aller(horloge):
    """``aller(-7)``: so many days from the due date, and what is due is deposited."""

    def voyager(jours: int) -> None:
        horloge.move_to(le(ECHEANCE + timedelta(days=jours)))
        rappeler_les_rapports(timezone.now())

    return voyager


def sujets(boite):
    return [message["Subject"] for message in boite.recus]


# --- Reminders ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jours", "nombre"),
    [(-8, 0), (-7, 1), (-1, 1), (0, 0), (1, 1), (13, 1), (14, 1), (27, 1), (28, 0), (400, 0)],
)
def test_reminder_is_sent_around_the_due_date(
    jours, nombre, aller, boite_aux_lettres, hiver, en_poste
):
    aller(jours)
    envoyer(Courriel.objects.all())
    assert len(Courriel.objects.all()) == nombre


def test_each_step_is_sent_once_however_often_it_runs(aller, boite_aux_lettres, hiver, en_poste):
    for jours in (-7, -7, -6, -1, 0, 1, 1, 5, 14, 15, 27, 28):
        aller(jours)
    envoyer(Courriel.objects.all())
    assert len(boite_aux_lettres.recus) == 3


def test_reminder_names_the_territoires_and_neither_figure_nor_famille(
    aller, boite_aux_lettres, en_poste, famille, gestionnaire, autre_territoire
):
    AffectationFactory(territoire=autre_territoire, du=date(2024, 1, 1))
    AffectationFactory(
        utilisateur=gestionnaire,
        role="gestionnaire",
        territoire=autre_territoire,
        du=date(2024, 1, 1),
    )
    aller(1)
    (message,) = boite_aux_lettres.recus
    assert message["To"] == gestionnaire.email
    corps = message.get_content()
    assert "était attendu le 30\u00a0avril 2024" in corps
    assert "Territoire d’ici" in corps
    assert "Territoire d’ailleurs" in corps
    assert "/rapports/" in corps
    assert famille.alias not in corps


def test_submitted_before_the_message_leaves_it_stays(
    aller, horloge, boite_aux_lettres, rapport, gestionnaire
):
    horloge.move_to(le(ECHEANCE + timedelta(days=1)) + timedelta(hours=10))  # at night
    rappeler_les_rapports(timezone.now())
    rapport.soumettre(par=gestionnaire)
    horloge.shift(timedelta(days=1))
    envoyer(Courriel.objects.all())
    assert boite_aux_lettres.recus == []


@pytest.mark.parametrize("etat", ["soumis", "accepte"])
def test_nobody_is_reminded_of_what_is_submitted(
    etat, aller, boite_aux_lettres, rapport, gestionnaire, comite
):
    rapport.soumettre(par=gestionnaire)
    if etat == "accepte":
        rapport.accepter(par=comite)
    avant = len(boite_aux_lettres.recus)
    aller(1)
    assert len(boite_aux_lettres.recus) == avant


def test_who_manages_the_territoire_no_more_is_not_reminded(
    aller, boite_aux_lettres, hiver, en_poste, gestionnaire
):
    gestionnaire.affectations.update(au=date(2024, 3, 1))
    aller(1)
    assert boite_aux_lettres.recus == []


# --- Decisions ------------------------------------------------------------------------------------


def test_gestionnaire_is_told_that_her_report_is_accepted(
    horloge, boite_aux_lettres, rapport, gestionnaire, comite
):
    rapport.soumettre(par=gestionnaire)
    rapport.accepter(par=comite)
    (message,) = boite_aux_lettres.recus
    assert message["To"] == gestionnaire.email
    assert message["Subject"] == "Votre rapport est accepté"


def test_gestionnaire_is_told_that_her_report_is_returned_but_reads_why_on_its_page(
    horloge, boite_aux_lettres, rapport, gestionnaire, comite
):
    rapport.soumettre(par=gestionnaire)
    rapport.retourner(par=comite, commentaire="Et le transport?")
    (message,) = boite_aux_lettres.recus
    assert "retourné" in message["Subject"]
    assert "Et le transport?" not in message.get_content()
    assert f"/rapports/{rapport.periode_id}/ici/" in message.get_content()


def test_taking_back_tells_nobody(horloge, boite_aux_lettres, rapport, gestionnaire):
    rapport.soumettre(par=gestionnaire)
    rapport.reprendre(par=gestionnaire)
    assert not Courriel.objects.exists()


def test_decision_changed_before_its_message_leaves_is_told_once(
    horloge, boite_aux_lettres, rapport, gestionnaire, comite
):
    horloge.shift(timedelta(hours=10))
    rapport.soumettre(par=gestionnaire)
    rapport.accepter(par=comite)
    rapport.retourner(par=comite, commentaire="Tout bien pesé")
    horloge.shift(timedelta(hours=14))
    envoyer(Courriel.objects.all())
    assert sujets(boite_aux_lettres) == ["Votre rapport est retourné"]


# --- The digest of the comité ---------------------------------------------------------------------


def test_comite_gets_one_digest_a_day_of_what_waits(
    horloge, boite_aux_lettres, rapport, gestionnaire, comite, hiver, autre_territoire
):
    rapport.soumettre(par=gestionnaire)
    annoncer_les_remises(timezone.now())
    assert boite_aux_lettres.recus == []
    horloge.shift(timedelta(days=1))
    for _ in range(3):
        annoncer_les_remises(timezone.now())
        horloge.shift(timedelta(hours=1))
    (message,) = boite_aux_lettres.recus
    assert message["To"] == comite.email
    assert "Territoire d’ici, Hiver 2024" in message.get_content()
    horloge.shift(timedelta(days=1))
    annoncer_les_remises(timezone.now())
    assert len(boite_aux_lettres.recus) == 1


def test_saturday_and_sunday_are_told_of_on_monday_together(
    horloge, boite_aux_lettres, rapport, gestionnaire, comite, hiver, autre_territoire
):
    horloge.move_to(le(date(2024, 5, 4)))
    rapport.soumettre(par=gestionnaire)
    horloge.shift(timedelta(days=1))
    annoncer_les_remises(timezone.now())
    AffectationFactory(
        utilisateur=gestionnaire,
        role="gestionnaire",
        territoire=autre_territoire,
        du=date(2024, 1, 1),
    )
    gestionnaire = type(gestionnaire).objects.get(pk=gestionnaire.pk)
    autre = RapportParticipation.objects.create(periode=hiver, territoire=autre_territoire)
    autre.soumettre(par=gestionnaire)
    horloge.shift(timedelta(days=1))
    annoncer_les_remises(timezone.now())
    envoyer(Courriel.objects.all())
    (message,) = boite_aux_lettres.recus
    assert "Territoire d’ici" in message.get_content()
    assert "Territoire d’ailleurs" in message.get_content()


def test_decided_before_the_digest_leaves_there_is_nothing_to_tell(
    horloge, boite_aux_lettres, rapport, gestionnaire, comite
):
    rapport.soumettre(par=gestionnaire)
    horloge.move_to(le(ECHEANCE) + timedelta(hours=15))  # the next morning, before eight
    annoncer_les_remises(timezone.now())
    rapport.accepter(par=comite)
    horloge.shift(timedelta(hours=9))
    envoyer(Courriel.objects.all())
    assert sujets(boite_aux_lettres) == ["Votre rapport est accepté"]

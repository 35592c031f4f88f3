"""« Je pars en visite »: who is told, when, once; and what is said to whom."""

from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from activites.models import AlerteSortie, Sortie
from comptes.models import Role
from courriels.models import Courriel
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.territoires.factories import TerritoireFactory

FUSEAU = ZoneInfo("America/Toronto")
# A Sunday night: other messages wait until Monday, these never do.
DEPART = datetime(2024, 3, 3, 21, 0, tzinfo=FUSEAU)
MINUTE = timedelta(minutes=1)
CLE = "0b0e9e0e-3a0a-4a53-9d6b-4d6e2f7a1c02"


@pytest.fixture(autouse=True)
def horloge():
    with time_machine.travel(DEPART, tick=False) as horloge:
        yield horloge


@pytest.fixture
def sortie(ptp, territoire, gestionnaire):
    return partie(ptp, territoire)


@pytest.fixture
def seconde(ptp, territoire):
    """Another PTP of the organisme, whom Maude chose."""
    voisin = TerritoireFactory(code="voisin", organisme=territoire.organisme)
    autre = UtilisateurFactory(prenom="Sacha", email="sacha@exemple.test")
    AffectationFactory(utilisateur=autre, territoire=voisin)
    ptp.affectations.update(second_contact=autre)
    return autre


def partie(ptp, territoire, heures=1, **champs):
    sortie = Sortie(
        saisie_par=ptp,
        territoire=territoire,
        partie_le=DEPART,
        retour_prevu_le=DEPART + timedelta(hours=heures),
        **champs,
    )
    sortie.partir()
    return sortie


def passer(horloge, heures=0, minutes=0):
    """``manage.py rappels``, that long after she left; who got a message then."""
    horloge.move_to(DEPART + timedelta(hours=heures, minutes=minutes))
    avant = len(mail.outbox)
    call_command("rappels", stdout=StringIO())
    return [(courriel.to[0], courriel.subject) for courriel in mail.outbox[avant:]]


# --- Who is told, and when ----------------------------------------------------------------------


def test_gestionnaire_then_second_contact_are_told_once_each(horloge, sortie, seconde):
    assert passer(horloge, 1, 14) == []
    alerte = "Maude n’a pas confirmé son retour de visite"
    assert passer(horloge, 1, 15) == [("lise@exemple.test", alerte)]
    assert passer(horloge, 1, 44) == []
    assert passer(horloge, 1, 45) == [("sacha@exemple.test", alerte)]
    assert passer(horloge, 5) == []
    assert [(a.palier, a.destinataire.prenom) for a in sortie.alertes.all()] == [
        (AlerteSortie.Palier.GESTIONNAIRE, "Lise"),
        (AlerteSortie.Palier.SECOND, "Sacha"),
    ]


def test_return_in_time_tells_nobody(horloge, sortie, ptp):
    horloge.move_to(DEPART + timedelta(minutes=70))
    assert sortie.rentrer(par=ptp)
    assert passer(horloge, 3) == []


def test_return_is_told_to_who_was_told_and_to_nobody_else(horloge, sortie, ptp, seconde):
    passer(horloge, 1, 20)
    sortie.rentrer(par=ptp)
    assert passer(horloge, 1, 25) == [("lise@exemple.test", "Maude est rentrée de visite")]
    assert "22\u00a0h\u00a020" in mail.outbox[-1].body
    assert passer(horloge, 5) == []


def test_without_second_contact_the_gestionnaires_of_the_organisme_are_told(
    horloge, sortie, territoire
):
    voisin = TerritoireFactory(code="voisin", organisme=territoire.organisme)
    autre = UtilisateurFactory(email="voisine@exemple.test")
    AffectationFactory(utilisateur=autre, role=Role.GESTIONNAIRE, territoire=voisin)
    passer(horloge, 1, 15)
    assert [adresse for adresse, _ in passer(horloge, 1, 45)] == ["voisine@exemple.test"]
    assert "gestionnaire a été prévenue" in mail.outbox[-1].body


def test_second_contact_is_told_at_once_where_nobody_manages(horloge, ptp, territoire, seconde):
    partie(ptp, territoire)
    assert [adresse for adresse, _ in passer(horloge, 1, 15)] == ["sacha@exemple.test"]
    assert "gestionnaire a été prévenue" not in mail.outbox[-1].body


def test_closed_accounts_are_not_waited_for(horloge, sortie, gestionnaire, seconde):
    gestionnaire.is_active = False
    gestionnaire.save()
    assert [adresse for adresse, _ in passer(horloge, 1, 15)] == ["sacha@exemple.test"]


def test_sortie_over_midnight(horloge, ptp, territoire, gestionnaire):
    partie(ptp, territoire, heures=4)
    assert passer(horloge, 4, 14) == []
    assert [adresse for adresse, _ in passer(horloge, 4, 16)] == ["lise@exemple.test"]
    assert "1\u00a0h, le 4\u00a0mars 2024" in mail.outbox[-1].body


def test_messages_name_neither_place_nor_famille(horloge, ptp, territoire, gestionnaire):
    partie(ptp, territoire, ou="rang Fictif, chez M.")
    passer(horloge, 1, 15)
    texte = mail.outbox[-1].subject + mail.outbox[-1].body
    assert "rang Fictif" not in texte
    assert ptp.nom not in texte
    assert reverse("activites:sorties") in texte


# --- What she and the others do meanwhile -------------------------------------------------------


def test_longer_sortie_is_watched_again(horloge, sortie, ptp, seconde):
    passer(horloge, 1, 20)
    assert sortie.prolonger(depuis=sortie.retour_prevu_le)
    assert sortie.retour_prevu_le == DEPART + timedelta(hours=1, minutes=50)
    assert passer(horloge, 2, 4) == [("lise@exemple.test", "Maude a donné des nouvelles")]
    assert [adresse for adresse, _ in passer(horloge, 2, 5)] == ["lise@exemple.test"]


def test_double_tap_prolongs_once(sortie):
    depuis = sortie.retour_prevu_le
    assert sortie.prolonger(depuis=depuis)
    assert not sortie.prolonger(depuis=depuis)
    assert sortie.retour_prevu_le == depuis + Sortie.PROLONGATION


def test_jointe_ends_the_watch_and_tells_the_others(horloge, sortie, seconde, gestionnaire):
    passer(horloge, 1, 15)
    passer(horloge, 1, 45)
    assert sortie.noter_jointe(par=gestionnaire)
    nouvelle = ("sacha@exemple.test", "Maude a été jointe, tout va bien")
    assert passer(horloge, 6) == [nouvelle]


def test_where_is_erased_when_she_is_back(ptp, territoire):
    sortie = partie(ptp, territoire, ou="au bout du rang")
    sortie.rentrer(par=ptp)
    assert sortie.ou == ""
    assert not Sortie.objects.filter(ou__gt="").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Sortie.objects.filter(pk=sortie.pk).update(ou="au bout du rang")


def test_first_end_holds(sortie, ptp, gestionnaire):
    assert sortie.noter_jointe(par=gestionnaire)
    assert not sortie.rentrer(par=ptp)
    assert sortie.fin == Sortie.Fin.JOINTE


def test_one_sortie_at_a_time(sortie, ptp, territoire):
    with pytest.raises(ValidationError, match="déjà en cours"):
        partie(ptp, territoire)
    sortie.rentrer(par=ptp)
    partie(ptp, territoire)


def test_old_sorties_are_forgotten(horloge, sortie, ptp):
    sortie.rentrer(par=ptp)
    passer(horloge, 24 * 29)
    assert Sortie.objects.exists()
    passer(horloge, 24 * 31)
    assert not Sortie.objects.exists()


def test_alert_that_never_left_is_followed_by_no_news(horloge, sortie, ptp):
    horloge.move_to(DEPART + timedelta(minutes=76))
    sortie.alerter(DEPART + timedelta(minutes=76))
    sortie.rentrer(par=ptp)
    call_command("rappels", stdout=StringIO())
    assert mail.outbox == []


# --- Two at once --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_alert_run_many_times_at_once_is_sent_once(horloge, sortie, en_parallele):
    maintenant = DEPART + timedelta(minutes=80)
    horloge.move_to(maintenant)

    def alerter():
        Sortie.objects.get(pk=sortie.pk).alerter(maintenant)

    en_parallele(alerter, 8)
    adresses = [courriel.to[0] for courriel in mail.outbox]
    assert adresses == ["lise@exemple.test"]


@pytest.mark.django_db(transaction=True)
def test_return_that_races_with_the_alert_has_one_outcome(horloge, sortie, ptp, en_parallele):
    """Told, then told she is back; or nobody is told anything."""
    maintenant = DEPART + timedelta(minutes=80)
    horloge.move_to(maintenant)
    gestes = [
        lambda: Sortie.objects.get(pk=sortie.pk).alerter(maintenant),
        lambda: Sortie.objects.get(pk=sortie.pk).rentrer(par=ptp),
    ] * 4
    en_parallele(lambda: gestes.pop()(), 8)
    alerte, rentree = "Maude n’a pas confirmé son retour de visite", "Maude est rentrée de visite"
    sujets = sorted(courriel.subject for courriel in mail.outbox)
    assert sujets in ([], [rentree], [rentree, alerte])


# --- Pages --------------------------------------------------------------------------------------


def test_ptp_leaves_in_one_tap_and_comes_back_in_one(client_de, ptp, territoire, gestionnaire):
    client = client_de(ptp)
    page = client.get(reverse("activites:partir")).content.decode()
    assert gestionnaire.get_full_name() in page
    assert "demandent du réseau" in page
    envoi = {"cle": CLE, "dans": "120", "territoire": territoire.pk, "ou": "au village"}
    for _ in range(2):
        assert client.post(reverse("activites:partir"), envoi).status_code == 302
    sortie = Sortie.objects.get()
    assert sortie.retour_prevu_le == DEPART + timedelta(hours=2)
    assert "Je suis rentrée" in client.get(reverse("familles:liste")).content.decode()
    client.post(reverse("activites:rentrer", args=[sortie.pk]))
    assert "Je suis rentrée" not in client.get(reverse("familles:liste")).content.decode()


@pytest.mark.parametrize(
    ("heure", "attendu"),
    [("23:30", DEPART + timedelta(minutes=150)), ("01:15", DEPART + timedelta(minutes=255))],
)
def test_hour_of_return_may_be_tomorrow(client_de, ptp, territoire, heure, attendu):
    envoi = {"cle": CLE, "dans": "0", "heure": heure, "territoire": territoire.pk}
    client_de(ptp).post(reverse("activites:partir"), envoi)
    assert Sortie.objects.get().retour_prevu_le == attendu


@pytest.mark.parametrize("heure", ["", "20:55", "25:00"])
def test_hour_that_is_past_is_refused_and_what_she_wrote_is_kept(client_de, ptp, territoire, heure):
    envoi = {"cle": CLE, "dans": "0", "heure": heure, "territoire": territoire.pk, "ou": "au parc"}
    reponse = client_de(ptp).post(reverse("activites:partir"), envoi)
    assert reponse.status_code == 422
    assert "au parc" in reponse.content.decode()
    assert not Sortie.objects.exists()


def test_second_departure_says_that_she_is_out(client_de, sortie, ptp, territoire):
    envoi = {"cle": CLE, "dans": "60", "territoire": territoire.pk}
    reponse = client_de(ptp).post(reverse("activites:partir"), envoi)
    assert reponse.status_code == 422
    assert "déjà en cours" in reponse.content.decode()


def test_gestionnaire_and_second_contact_see_her_while_she_is_out(
    client_de, ptp, territoire, gestionnaire, seconde, inconnue
):
    sortie = partie(ptp, territoire, ou="au village")
    page = reverse("activites:sorties")
    for personne in (gestionnaire, seconde):
        assert "au village" in client_de(personne).get(page).content.decode()
    assert ptp.get_full_name() not in client_de(inconnue).get(page).content.decode()
    reponse = client_de(seconde).post(reverse("activites:jointe", args=[sortie.pk]))
    assert reponse.status_code == 302
    sortie.refresh_from_db()
    assert (sortie.fin, sortie.terminee_par) == (Sortie.Fin.JOINTE, seconde)
    assert ptp.get_full_name() not in client_de(seconde).get(page).content.decode()
    assert "vous aviez été jointe" in client_de(ptp).get(page).content.decode()


def test_nobody_comes_back_in_her_name(client_de, sortie, gestionnaire, inconnue):
    for personne in (gestionnaire, inconnue):
        client = client_de(personne)
        assert client.post(reverse("activites:rentrer", args=[sortie.pk])).status_code == 404
        assert client.post(reverse("activites:prolonger", args=[sortie.pk])).status_code == 404
    assert (
        client_de(inconnue).post(reverse("activites:jointe", args=[sortie.pk])).status_code == 404
    )


@pytest.mark.parametrize("depuis", ["", "hier", "2024-13-45T00:00:00+00:00", "2024-03-03T22:00:00"])
def test_prolonging_from_nonsense_changes_nothing(client_de, sortie, ptp, depuis):
    client = client_de(ptp)
    adresse = reverse("activites:prolonger", args=[sortie.pk])
    assert client.post(adresse, {"depuis": depuis}).status_code == 302
    avant = sortie.retour_prevu_le
    sortie.refresh_from_db()
    assert sortie.retour_prevu_le == avant
    client.post(adresse, {"depuis": avant.isoformat()})
    sortie.refresh_from_db()
    assert sortie.retour_prevu_le == avant + Sortie.PROLONGATION


def test_courriels_of_a_sortie_ignore_quiet_hours(horloge, sortie):
    passer(horloge, 1, 15)
    assert all(courriel.tout_de_suite for courriel in Courriel.objects.all())

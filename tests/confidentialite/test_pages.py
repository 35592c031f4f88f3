"""Who reads the journal, what is out of the ordinary, and who is told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from confidentialite.models import AlerteAcces, Consultation
from confidentialite.rappels import SEUIL_EN_LOT, SEUIL_EXPORTS, signaler_les_acces_inhabituels
from courriels.gabarits import GABARITS
from courriels.models import Courriel
from tests.comptes.factories import AffectationFactory
from tests.familles.factories import FamilleFactory

pytestmark = pytest.mark.django_db
JOURNAL = reverse("confidentialite:acces")
MIDI = datetime(2027, 3, 4, 12, 10, tzinfo=ZoneInfo("America/Toronto"))
NUIT = datetime(2027, 3, 4, 2, 10, tzinfo=ZoneInfo("America/Toronto"))


@pytest.fixture
def lire(client_de):
    def lire(personne, familles):
        client = client_de(personne)
        for famille in familles:
            client.get(reverse("familles:fiche", args=[famille.code]))

    return lire


@pytest.fixture
def familles(territoire, ptp):
    return FamilleFactory.create_batch(SEUIL_EN_LOT, territoire=territoire, saisie_par=ptp)


def test_a_gestionnaire_reads_what_her_team_did_and_what_was_read_in_her_territoires(
    client_de, lire, ptp, gestionnaire, familles
):
    lire(ptp, familles[:1])
    page = client_de(gestionnaire).get(JOURNAL).content.decode()
    assert ptp.get_full_name() in page
    assert familles[0].code_affiche in page
    assert familles[0].alias not in page


def test_she_reads_nothing_of_other_territoires(
    client_de, lire, gestionnaire, inconnue, autre_territoire
):
    lire(inconnue, [FamilleFactory(territoire=autre_territoire, saisie_par=inconnue)])
    page = client_de(gestionnaire).get(JOURNAL).content.decode()
    assert inconnue.get_full_name() not in page
    assert "Aucun accès à montrer" in page


def test_what_her_people_read_elsewhere_or_after_they_left_is_not_hers(
    client_de, lire, ptp, gestionnaire, familles, autre_territoire
):
    AffectationFactory(utilisateur=ptp, role="ptp", territoire=autre_territoire)
    lire(ptp, [FamilleFactory(territoire=autre_territoire, saisie_par=ptp)])
    assert not Consultation.objects.visibles_par(gestionnaire).exists()
    hier = timezone.localdate() - timedelta(days=1)
    ptp.affectations.exclude(territoire=autre_territoire).update(
        du=hier - timedelta(days=9), au=hier
    )
    client_de(ptp).get(reverse("familles:liste") + "?filtre=toutes")
    AlerteAcces.objects.create(utilisateur=ptp, motif="la_nuit", heure=timezone.now(), nombre=6)
    assert not Consultation.objects.visibles_par(gestionnaire).exists()
    assert not AlerteAcces.objects.visibles_par(gestionnaire).exists()


def test_the_journal_is_filtered_by_person_gesture_and_day(
    client_de, lire, ptp, gestionnaire, familles
):
    lire(ptp, familles[:1])
    client = client_de(gestionnaire)
    aujourdhui = timezone.localdate()
    pour = {"qui": ptp.pk, "geste": "lecture", "jour": aujourdhui.isoformat()}
    assert familles[0].code_affiche in client.get(JOURNAL, pour).content.decode()
    for autre in ({"geste": "export"}, {"jour": (aujourdhui - timedelta(days=1)).isoformat()}):
        page = client.get(JOURNAL, pour | autre).content.decode()
        assert familles[0].code_affiche not in page
    fou = client.get(JOURNAL, {"qui": "999999999999999999999", "jour": "hier"})
    assert fou.status_code == 422
    assert "Saisissez une date valide" in fou.content.decode()


def test_a_famille_is_told_who_opened_her_file(client_de, lire, ptp, gestionnaire, familles):
    lire(gestionnaire, familles[:1])
    client = client_de(ptp)
    adresse = reverse("confidentialite:acces_famille", args=[familles[0].code])
    assert gestionnaire.get_full_name() in client.get(adresse).content.decode()
    autre = reverse("confidentialite:acces_famille", args=[familles[1].code])
    assert gestionnaire.get_full_name() not in client.get(autre).content.decode()


@pytest.mark.parametrize("page", ["journal", "famille"])
def test_pages_cost_the_same_for_one_and_fifty_lines(
    client_de, lire, ptp, gestionnaire, familles, page
):
    famille = reverse("confidentialite:acces_famille", args=[familles[0].code])
    adresse = JOURNAL if page == "journal" else famille
    client, couts = client_de(gestionnaire), []
    for lues in (familles[:1], familles):
        lire(ptp, lues)
        lire(ptp, familles[:1] * len(lues))
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse)
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_many_files_in_an_hour_are_signalled_once_to_her_gestionnaire(
    lire, ptp, gestionnaire, familles
):
    with time_machine.travel(MIDI, tick=False):
        lire(ptp, familles[:-1])
        signaler_les_acces_inhabituels(timezone.now())
        assert not AlerteAcces.objects.exists()
        lire(ptp, familles)
        for _ in range(3):
            signaler_les_acces_inhabituels(timezone.now())
    alerte = AlerteAcces.objects.get()
    assert (alerte.motif, alerte.utilisateur, alerte.nombre) == ("en_lot", ptp, SEUIL_EN_LOT)
    assert alerte.heure == MIDI.replace(minute=0)
    assert [c.destinataire for c in Courriel.objects.all()] == [gestionnaire.email]


def test_files_read_at_night_are_signalled(lire, ptp, familles):
    with time_machine.travel(NUIT, tick=False):
        lire(ptp, familles[:5])
        signaler_les_acces_inhabituels(timezone.now())
    assert AlerteAcces.objects.get().motif == "la_nuit"


def test_lists_leafed_through_are_signalled_and_an_ordinary_day_of_them_is_not(
    client_de, territoire, ptp
):
    FamilleFactory.create_batch(120, territoire=territoire, saisie_par=ptp)
    toutes = reverse("familles:liste") + "?filtre=toutes"
    with time_machine.travel(MIDI, tick=False):
        client = client_de(ptp)
        for adresse in (toutes, f"{toutes}&page=2", reverse("familles:ma_journee"), toutes):
            client.get(adresse)
        for _ in range(3):
            client.post(reverse("familles:liste"), {"recherche": "Nadia"})
        client.get(reverse("familles:doublons"))
        signaler_les_acces_inhabituels(timezone.now())
        assert not AlerteAcces.objects.exists()
        client.get(f"{toutes}&page=3")
        signaler_les_acces_inhabituels(timezone.now())
    alerte = AlerteAcces.objects.get()
    assert (alerte.motif, alerte.utilisateur, alerte.nombre) == ("listes", ptp, 120)


def test_registers_drawn_again_and_again_are_signalled(client_de, gestionnaire, administration):
    with time_machine.travel(MIDI, tick=False):
        client = client_de(gestionnaire)
        for _ in range(SEUIL_EXPORTS):
            signaler_les_acces_inhabituels(timezone.now())
            assert not AlerteAcces.objects.exists()
            client.get(reverse("confidentialite:demandes_export"))
        signaler_les_acces_inhabituels(timezone.now())
    assert AlerteAcces.objects.get().motif == "exports"


def test_who_manages_alone_is_not_asked_about_herself(
    ptp, gestionnaire, administration, comite, territoire, familles
):
    AlerteAcces.signaler(gestionnaire.pk, "la_nuit", MIDI, 6)
    courriel = Courriel.objects.get()
    assert courriel.destinataire == administration.email
    message = GABARITS[courriel.genre](courriel)
    assert territoire.nom in message.corps
    assert JOURNAL not in message.corps
    for nom in (gestionnaire.prenom, gestionnaire.nom, familles[0].code, familles[0].alias):
        assert nom not in message.corps + message.sujet


def test_refusals_in_a_row_are_signalled(lire, ptp, inconnue, familles):
    with time_machine.travel(MIDI, tick=False):
        lire(inconnue, familles[:10])
        signaler_les_acces_inhabituels(timezone.now())
    alerte = AlerteAcces.objects.get()
    assert (alerte.motif, alerte.utilisateur, alerte.nombre) == ("refus", inconnue, 10)


def test_whoever_is_signalled_does_not_close_the_question_herself(
    client_de, ptp, gestionnaire, comite
):
    alerte = AlerteAcces.objects.create(
        utilisateur=gestionnaire, motif="la_nuit", heure=MIDI, nombre=6
    )
    voir = reverse("confidentialite:alerte_voir", args=[alerte.pk])
    for personne in (ptp, gestionnaire, comite):
        assert client_de(personne).get(voir).status_code == 404


def test_an_alert_is_seen_with_what_was_learned(client_de, ptp, gestionnaire):
    alerte = AlerteAcces.objects.create(utilisateur=ptp, motif="la_nuit", heure=MIDI, nombre=6)
    client = client_de(gestionnaire)
    voir = reverse("confidentialite:alerte_voir", args=[alerte.pk])
    assert "Dossiers ouverts la nuit" in client.get(JOURNAL).content.decode()
    assert "6\u00a0dossiers ouverts" in client.get(voir).content.decode()
    client.post(voir, {"suite": "Elle préparait une rencontre."})
    client.post(voir, {"suite": "Autre chose."})
    alerte.refresh_from_db()
    assert (alerte.vue_par, alerte.suite) == (gestionnaire, "Elle préparait une rencontre.")
    assert "Dossiers ouverts la nuit" not in client.get(JOURNAL).content.decode()


def test_the_message_names_nobody(ptp, gestionnaire, familles):
    AlerteAcces.signaler(ptp.pk, "la_nuit", MIDI, 6)
    courriel = Courriel.objects.get()
    message = GABARITS[courriel.genre](courriel)
    assert message is not None
    assert JOURNAL in message.corps
    for nom in (ptp.prenom, ptp.nom, familles[0].code):
        assert nom not in message.corps + message.sujet
    AlerteAcces.objects.get().noter_vue(par=gestionnaire, suite="")
    assert GABARITS[courriel.genre](courriel) is None


def test_a_line_of_a_famille_destroyed_since_still_reads(client_de, ptp, gestionnaire, territoire):
    Consultation.inscrire(
        geste="lecture", page="familles:fiche", statut=200, famille=987_654, utilisateur=ptp
    )
    page = client_de(gestionnaire).get(JOURNAL).content.decode()
    assert "Dossier détruit" in page

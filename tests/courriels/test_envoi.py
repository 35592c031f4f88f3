"""A lost mail server delays, never loses or doubles. With a real SMTP server."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from courriels.envoi import en_lot, envoyer
from courriels.gabarits import Message
from courriels.models import Courriel

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE, HEURE, JOUR = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def passer():
    return envoyer(Courriel.objects.all())


def etats():
    return {c.destinataire.split("@")[0]: c.etat.value for c in Courriel.objects.all()}


# --- At once ------------------------------------------------------------------------------------


def test_message_leaves_as_soon_as_it_is_deposited(boite_aux_lettres, deposer):
    deposer()
    (recu,) = boite_aux_lettres.recus
    assert recu["To"] == "a@exemple.test"
    assert recu["Auto-Submitted"] == "auto-generated"
    assert recu["Message-ID"] == f"<{Courriel.objects.get().identifiant}@127.0.0.1>"
    assert recu.get_content().strip() == "Un corps accentué\u00a0: é"
    assert etats() == {"a": "envoye"}


def test_message_leaves_once_what_it_says_is_committed(boite_aux_lettres, deposer):
    with transaction.atomic():
        deposer()
        assert boite_aux_lettres.recus == []
    assert len(boite_aux_lettres.recus) == 1


def test_message_of_a_transaction_undone_never_was(boite_aux_lettres, deposer):
    with transaction.atomic():
        deposer()
        transaction.set_rollback(True)
    passer()
    assert boite_aux_lettres.recus == []


def test_token_made_for_the_message_is_committed_before_it_leaves(
    boite_aux_lettres, deposer, gabarits, monkeypatch
):
    ouvertes = []
    gabarits["essai"] = lambda courriel: Message("s", "c")
    monkeypatch.setattr(
        "django.core.mail.backends.smtp.EmailBackend.send_messages",
        lambda *args: ouvertes.append(connection.in_atomic_block),
    )
    deposer()
    assert ouvertes == [False]


def test_what_has_nothing_to_say_any_more_is_cancelled(boite_aux_lettres, deposer, gabarits):
    gabarits["essai"] = lambda courriel: None
    deposer()
    assert etats() == {"a": "annule"}
    assert boite_aux_lettres.recus == []


def test_batch_goes_over_one_connection(boite_aux_lettres, deposer):
    with en_lot() as deposes:
        for nom in "abcde":
            deposer(nom)
    assert len(deposes) == 5
    assert passer().envoyes == 5
    assert boite_aux_lettres.connexions == 1


# --- A server in trouble ------------------------------------------------------------------------


def test_server_down_delays_then_the_message_leaves_once(boite_aux_lettres, deposer, horloge):
    boite_aux_lettres.fermer()
    deposer()
    assert etats() == {"a": "retarde"}
    assert "ne répond pas" in Courriel.objects.get().probleme
    boite_aux_lettres.ouvrir()
    passer()
    assert boite_aux_lettres.recus == []
    horloge.shift(5 * MINUTE)
    passer()
    passer()
    assert len(boite_aux_lettres.recus) == 1
    assert etats() == {"a": "envoye"}
    assert Courriel.objects.get().probleme == ""


def test_server_down_is_tried_once_a_batch(deposer, boite_aux_lettres, horloge, monkeypatch):
    boite_aux_lettres.fermer()
    for nom in "abcde":
        deposer(nom)
    essais = []
    monkeypatch.setattr(
        "django.core.mail.backends.smtp.EmailBackend.open", lambda _: essais.append(1) or _refuser()
    )
    horloge.shift(HEURE)
    assert passer().retardes == 5
    assert len(essais) == 1


def _refuser():
    raise ConnectionRefusedError


def test_delays_grow_and_it_is_abandoned_after_three_days(boite_aux_lettres, deposer, horloge):
    boite_aux_lettres.fermer()
    debut = timezone.now()
    deposer(tout_de_suite=True)
    attentes = []
    while (courriel := Courriel.objects.get()).etat == "retarde":
        attentes.append(courriel.pas_avant - timezone.now())
        horloge.move_to(courriel.pas_avant)
        passer()
    assert attentes == sorted(attentes)
    assert courriel.etat == Courriel.Etat.ABANDONNE
    assert 3 * JOUR <= timezone.now() - debut < 4 * JOUR


def test_patience_begins_with_the_first_attempt(boite_aux_lettres, deposer):
    """Days when this machine itself was off are not held against the message."""
    boite_aux_lettres.fermer()
    deposer(maintenant=timezone.now() - 10 * JOUR)
    assert etats() == {"a": "retarde"}


@pytest.mark.parametrize("reponse", ["451 try later", "452 full"])
def test_server_that_says_later_is_asked_again(boite_aux_lettres, deposer, horloge, reponse):
    boite_aux_lettres.reponses = [reponse]
    deposer()
    assert etats() == {"a": "retarde"}
    assert Courriel.objects.get().reponse == reponse
    horloge.shift(5 * MINUTE)
    passer()
    assert etats() == {"a": "envoye"}


def test_connection_cut_in_the_middle_is_tried_again(boite_aux_lettres, deposer, horloge):
    boite_aux_lettres.coupures = 1
    deposer("a")
    deposer("b")
    assert etats() == {"a": "retarde", "b": "envoye"}
    horloge.shift(5 * MINUTE)
    passer()
    assert Counter(m["To"] for m in boite_aux_lettres.recus) == {
        "a@exemple.test": 1,
        "b@exemple.test": 1,
    }


def test_address_refused_for_good_is_abandoned_at_once_with_its_reason(boite_aux_lettres, deposer):
    boite_aux_lettres.refus_destinataires["a@exemple.test"] = "550 no such user"
    deposer("a")
    deposer("b")
    assert etats() == {"a": "abandonne", "b": "envoye"}
    refuse = Courriel.objects.abandonnes().get()
    assert refuse.reponse == "550 no such user"
    assert "Vérifiez l’adresse" in refuse.probleme


def test_sender_refused_is_our_fault_and_tried_again(boite_aux_lettres, deposer, horloge):
    boite_aux_lettres.refus_expediteur = "530 authenticate first"
    deposer()
    assert etats() == {"a": "retarde"}
    boite_aux_lettres.refus_expediteur = ""
    horloge.shift(5 * MINUTE)
    assert passer().envoyes == 1


def test_message_refused_for_good_holds_back_no_other(boite_aux_lettres, deposer, horloge):
    boite_aux_lettres.fermer()
    for nom in "abc":
        deposer(nom)
    boite_aux_lettres.ouvrir()
    boite_aux_lettres.reponses = ["554 no", "451 later", "250 OK"]
    horloge.shift(HEURE)
    passer()
    assert sorted(etats().values()) == ["abandonne", "envoye", "retarde"]


def test_kind_of_message_that_fails_holds_back_no_other(
    boite_aux_lettres, deposer, gabarits, horloge
):
    gabarits["casse"] = lambda courriel: 1 / 0
    deposer("a", genre="casse")
    deposer("b")
    deposer("c", genre="inconnu")
    assert etats() == {"a": "retarde", "b": "envoye", "c": "retarde"}


def test_page_never_breaks_on_a_failure_to_send(boite_aux_lettres, deposer, monkeypatch):
    monkeypatch.setattr("courriels.envoi.Facteur.porter", lambda *_: 1 / 0)
    assert deposer().pk


# --- A process that dies ------------------------------------------------------------------------


def test_message_of_a_process_that_died_leaves_when_its_lease_ends(
    boite_aux_lettres, deposer, horloge, monkeypatch
):
    with monkeypatch.context() as mort:
        mort.setattr("courriels.envoi.Facteur.porter", lambda *_: 1 / 0)
        deposer()
    assert passer().envoyes == 0
    horloge.shift(Courriel.BAIL)
    assert passer().envoyes == 1
    assert len(boite_aux_lettres.recus) == 1


def test_message_accepted_but_not_marked_comes_again_under_the_same_name(
    boite_aux_lettres, deposer, horloge, monkeypatch
):
    with monkeypatch.context() as mort:
        mort.setattr(Courriel, "marquer_envoye", lambda *_: 1 / 0)
        deposer()
    horloge.shift(Courriel.BAIL)
    passer()
    premier, second = boite_aux_lettres.recus
    assert premier["Message-ID"] == second["Message-ID"]


def test_one_whose_lease_ended_cannot_put_off_what_another_is_sending(deposer, boite_aux_lettres):
    boite_aux_lettres.fermer()
    deposer()
    lent = Courriel.objects.get()
    lent.reserve_jusqu_a = timezone.now() - HEURE
    Courriel.objects.update(reserve_jusqu_a=timezone.now() + HEURE)
    lent.remettre_a_plus_tard(timezone.now(), probleme="autre")
    assert "ne répond pas" in Courriel.objects.get().probleme


# --- At the same moment -------------------------------------------------------------------------


def test_many_processes_send_each_message_once(boite_aux_lettres, deposer, en_parallele, horloge):
    boite_aux_lettres.fermer()
    noms = [f"n{i}" for i in range(40)]
    for nom in noms:
        deposer(nom)
    boite_aux_lettres.ouvrir()
    horloge.shift(HEURE)
    envois = en_parallele(lambda: passer().envoyes, fois=16)
    assert sum(envois) == 40
    assert Counter(m["To"] for m in boite_aux_lettres.recus) == {
        f"{nom}@exemple.test": 1 for nom in noms
    }


def test_same_message_deposited_by_many_is_one(boite_aux_lettres, deposer, en_parallele):
    assert len({courriel.pk for courriel in en_parallele(deposer, fois=24)}) == 1
    assert len(boite_aux_lettres.recus) == 1


# --- Quiet hours --------------------------------------------------------------------------------


def local(jour: int, heure: int, minute: int = 0) -> datetime:
    """A moment of November 2026, whose 14th and 21st are Saturdays."""
    return timezone.make_aware(datetime(2026, 11, jour, heure, minute))


def test_message_deposited_at_night_leaves_in_the_morning(boite_aux_lettres, deposer, horloge):
    horloge.move_to(local(17, 22))
    deposer()
    assert etats() == {"a": "en_attente"}
    horloge.move_to(local(18, 7, 59))
    assert passer().envoyes == 0
    horloge.move_to(local(18, 8))
    assert passer().envoyes == 1


def test_message_asked_for_at_once_leaves_at_night(boite_aux_lettres, deposer, horloge):
    horloge.move_to(local(22, 3))
    deposer(tout_de_suite=True)
    assert etats() == {"a": "envoye"}


def test_message_due_in_the_day_does_not_leave_late_at_night(boite_aux_lettres, deposer, horloge):
    horloge.move_to(local(14, 19, 59))
    boite_aux_lettres.fermer()
    deposer()
    Courriel.objects.update(pas_avant=local(14, 19, 59))
    boite_aux_lettres.ouvrir()
    horloge.move_to(local(14, 20))
    assert passer().envoyes == 0
    horloge.move_to(local(16, 8))
    assert passer().envoyes == 1


def test_attempt_put_off_waits_for_the_morning_too(boite_aux_lettres, deposer, horloge):
    horloge.move_to(local(14, 19, 58))
    boite_aux_lettres.fermer()
    deposer()
    assert Courriel.objects.get().pas_avant == local(16, 8)

"""Messages leave here: one reserved, written, sent, marked; then the next."""

import logging
import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils import timezone

from courriels.gabarits import GABARITS

if TYPE_CHECKING:
    from courriels.models import Courriel, CourrielQuerySet

logger = logging.getLogger(__name__)

# What a person can act on, or wait for.
ILLISIBLE = "Le message n’a pas pu être écrit. Prévenez l’administration."
INJOIGNABLE = "Le serveur de courriel ne répond pas."
INTERROMPU = "L’envoi s’est interrompu."
DIFFERE = "Le serveur de courriel demande d’attendre."
REFUSE = "Le serveur de courriel a refusé ce message. Vérifiez l’adresse."

_en_lot: ContextVar[list[int] | None] = ContextVar("_en_lot", default=None)


@dataclass
class Bilan:
    """How many messages each end was met by."""

    envoyes: int = 0
    retardes: int = 0
    abandonnes: int = 0
    annules: int = 0

    def noter(self, courriel: "Courriel") -> None:
        etat = courriel.etat
        self.envoyes += etat == etat.ENVOYE
        self.retardes += etat == etat.RETARDE
        self.abandonnes += etat == etat.ABANDONNE
        self.annules += etat == etat.ANNULE


def envoyer(courriels: "CourrielQuerySet") -> Bilan:
    """Send those of ``courriels`` that are due, each on its own, over one connection."""
    bilan = Bilan()
    with Facteur() as facteur:
        while courriel := courriels.reserver(timezone.now()):
            facteur.porter(courriel)
            bilan.noter(courriel)
    return bilan


@contextmanager
def en_lot() -> Iterator[list[int]]:
    """What is put in the outbox meanwhile waits for ``envoyer``; gives their primary keys."""
    deposes: list[int] = []
    jeton = _en_lot.set(deposes)
    try:
        yield deposes
    finally:
        _en_lot.reset(jeton)


def des_le_depot(courriel: "CourrielQuerySet", pk: int) -> None:
    """Send the message just put in the outbox, unless a batch is being made."""
    lot = _en_lot.get()
    if lot is None:
        envoyer(courriel)
    else:
        lot.append(pk)


def envoyer_a_part(courriels: "CourrielQuerySet") -> None:
    """Send them in a thread of their own: the request that made them does not wait. What the
    thread does not do, ``manage.py rappels`` will."""
    if settings.TACHES_SUR_PLACE:
        envoyer(courriels)
        return
    threading.Thread(target=_envoyer_puis_fermer, args=[courriels], name="courriels").start()


def _envoyer_puis_fermer(courriels: "CourrielQuerySet") -> None:
    try:
        envoyer(courriels)
    finally:
        connection.close()


class Facteur:
    """Carries messages over one connection, opened with the first one."""

    def __init__(self) -> None:
        self.connexion = get_connection()
        self.panne = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._raccrocher()

    def porter(self, courriel: "Courriel") -> None:
        """Afterwards ``courriel`` is sent, cancelled, put off or abandoned."""
        if not self._joindre():
            courriel.remettre_a_plus_tard(timezone.now(), probleme=INJOIGNABLE, reponse=self.panne)
            return
        try:
            message = _ecrire(courriel)
        except Exception:
            # Whatever is wrong with one kind of message, the others still leave.
            logger.exception("Courriel %s: not written", courriel.pk)
            courriel.remettre_a_plus_tard(timezone.now(), probleme=ILLISIBLE)
            return
        if message is None:
            courriel.annuler(timezone.now())
        else:
            self._remettre(courriel, message)

    def _joindre(self) -> bool:
        """Once the server is found down, the rest of the batch does not wait for it."""
        if not self.panne:
            try:
                self.connexion.open()
            except OSError as erreur:
                self.panne = repr(erreur)
                self._raccrocher()
        return not self.panne

    def _remettre(self, courriel: "Courriel", message: EmailMessage) -> None:
        try:
            self.connexion.send_messages([message])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refus:
            self._raccrocher()
            _apres_refus(courriel, *_code_et_raison(refus))
        except OSError as erreur:
            self._raccrocher()
            courriel.remettre_a_plus_tard(timezone.now(), probleme=INTERROMPU, reponse=repr(erreur))
        else:
            courriel.marquer_envoye(timezone.now())

    def _raccrocher(self) -> None:
        """What the server answered for each message is known already."""
        with suppress(OSError):
            self.connexion.close()


def _ecrire(courriel: "Courriel") -> EmailMessage | None:
    """What the template wrote to the database is committed before the message can leave."""
    with transaction.atomic(durable=True):
        contenu = GABARITS[courriel.genre](courriel)
    if contenu is None:
        return None
    domaine = urlsplit(settings.ADRESSE_DU_SITE).hostname
    message = EmailMessage(
        contenu.sujet,
        contenu.corps,
        to=[courriel.destinataire],
        headers={
            "Message-ID": f"<{courriel.identifiant}@{domaine}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.message()  # refuses here what cannot be a header
    return message


def _apres_refus(courriel: "Courriel", code: int, raison: bytes | str) -> None:
    reponse = raison.decode(errors="replace") if isinstance(raison, bytes) else raison
    reponse = f"{code} {reponse}"
    if code >= 500:
        courriel.abandonner(timezone.now(), probleme=REFUSE, reponse=reponse)
    else:
        courriel.remettre_a_plus_tard(timezone.now(), probleme=DIFFERE, reponse=reponse)


def _code_et_raison(
    refus: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError,
) -> tuple[int, bytes | str]:
    if isinstance(refus, smtplib.SMTPRecipientsRefused):
        return next(iter(refus.recipients.values()))
    return refus.smtp_code, refus.smtp_error

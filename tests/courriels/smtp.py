"""A real SMTP server on this machine, with its moods."""

import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from threading import Lock

import pytest
from aiosmtpd.controller import Controller


class BoiteAuxLettres:
    """What arrived is in ``recus``; ``reponses`` are given, in turn, instead of accepting."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as libre:
            self.port: int = libre.getsockname()[1]
        self.recus: list[EmailMessage] = []
        self.refus_destinataires: dict[str, str] = {}
        self.refus_expediteur = ""
        self.reponses: list[str] = []
        self.coupures = 0
        self.connexions = 0
        self._verrou = Lock()
        self._serveur: Controller | None = None

    def ouvrir(self) -> None:
        self._serveur = Controller(self, "127.0.0.1", self.port, server_hostname="exemple.test")
        self._serveur.start()

    def fermer(self) -> None:
        """As when the server is down: connections are refused."""
        if self._serveur:
            self._serveur.stop()
            self._serveur = None

    def pour(self, adresse: str) -> list[EmailMessage]:
        return [message for message in self.recus if message["To"] == adresse]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connexions += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.refus_expediteur:
            return self.refus_expediteur
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if refus := self.refus_destinataires.get(address):
            return refus
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.coupures:
            self.coupures -= 1
            server.transport.abort()
            return "421 coupure"
        if self.reponses:
            return self.reponses.pop(0)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self._verrou:
            self.recus.append(message)
        return "250 OK"


@pytest.fixture
def boite_aux_lettres(settings) -> Iterator[BoiteAuxLettres]:
    """An open server that this test's messages go to."""
    boite = BoiteAuxLettres()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", boite.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    boite.ouvrir()
    yield boite
    boite.fermer()

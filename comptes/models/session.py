"""The open sessions: which device, since when, last seen when. Closing one is deleting its row."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.utils import timezone


class SessionQuerySet(models.QuerySet["Session"]):
    def visibles_par(self, utilisateur: models.Model) -> Self:
        """Her own, whoever she is."""
        return self.filter(utilisateur=utilisateur)

    def ouvertes(self, maintenant: datetime | None = None) -> Self:
        maintenant = maintenant or timezone.now()
        return self.filter(
            expire_date__gt=maintenant,
            vue_le__gt=maintenant - timedelta(seconds=settings.SESSION_INACTIVE),
            ouverte_le__gt=maintenant - timedelta(seconds=settings.SESSION_COOKIE_AGE),
        )

    def finies(self, maintenant: datetime | None = None) -> Self:
        """The others: where nobody is signed in, past their date only."""
        maintenant = maintenant or timezone.now()
        return self.filter(
            Q(expire_date__lte=maintenant)
            | Q(vue_le__lte=maintenant - timedelta(seconds=settings.SESSION_INACTIVE))
            | Q(ouverte_le__lte=maintenant - timedelta(seconds=settings.SESSION_COOKIE_AGE))
        )

    def de_cle(self, cle: str | None) -> Self:
        return self.filter(session_key=Session.empreinte(cle or ""))

    def fermer(self, *, sauf: str | None = None) -> int:
        """How many were closed; ``sauf``: the key of the one that stays."""
        return self.exclude(session_key=Session.empreinte(sauf or "")).delete()[0]


SessionManager = BaseSessionManager.from_queryset(SessionQuerySet)


class Session(AbstractBaseSession):
    """Django's row of a session, with whose it is.

    Only the browser has the key: who reads this table, or a copy of it, opens no session.
    """

    session_key = models.CharField("empreinte de la clé", max_length=64, primary_key=True)
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sessions", null=True
    )
    # What a page names it by.
    numero = models.CharField(max_length=32, db_index=True)
    appareil = models.CharField("appareil", max_length=60, blank=True)
    ouverte_le = models.DateTimeField("ouverte le", null=True)
    vue_le = models.DateTimeField("vue le", null=True)

    objects: ClassVar[Any] = SessionManager()

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"

    def __str__(self) -> str:
        return f"session {self.numero}"

    @staticmethod
    def empreinte(cle: str) -> str:
        """The key is random, 165 bits of it: nothing is to be guessed, no salt is needed."""
        return sha256(cle.encode()).hexdigest()

    @staticmethod
    def numero_de(cle: str) -> str:
        return sha256(f"session {cle}".encode()).hexdigest()[:32]

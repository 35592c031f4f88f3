"""Sessions in the database: sealed, whose they are in clear, closed after two limits; their keys
are not there.

``SESSION_ENGINE``. What a page writes here to say that she is still there is the session's own row,
the only one that a GET may write (decision 0037).
"""

from base64 import b64decode, b64encode
from datetime import UTC, datetime
from time import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DbSessionStore
from django.http import HttpRequest
from django.utils import timezone

from comptes.appareils import en_mots
from comptes.models import Session
from proximite.scelles import ScelleIllisible, ouvrir, sceller

USAGE = "session"
OUVERTE, VUE, APPAREIL = "ouverte_le", "vue_le", "appareil"
# Seconds: an activity is noted no more often.
PAS = 300
# Seconds: who has just shown who she is is not asked again.
RECENTE = 15 * 60


class SessionStore(DbSessionStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def save(self, must_create: bool = False) -> None:
        """Someone has just signed in when the row first says who."""
        if SESSION_KEY in self and OUVERTE not in self:
            self[OUVERTE] = self[VUE] = time()
        super().save(must_create)

    def load(self) -> dict[str, Any]:
        session = (
            Session.objects.de_cle(self.session_key).filter(expire_date__gt=timezone.now()).first()
        )
        if session is None:
            self._session_key = None  # another one is given, never this one
            return {}
        return self.decode(session.session_data)

    def exists(self, session_key: str) -> bool:
        return bool(Session.objects.de_cle(session_key).exists())

    def delete(self, session_key: str | None = None) -> None:
        Session.objects.de_cle(session_key or self.session_key).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.finies().delete()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Session = super().create_model_instance(data)  # type: ignore[assignment]
        cle = session.session_key
        session.session_key, session.numero = Session.empreinte(cle), Session.numero_de(cle)
        session.utilisateur_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        session.appareil = data.get(APPAREIL, "")
        session.ouverte_le, session.vue_le = _moment(data.get(OUVERTE)), _moment(data.get(VUE))
        return session

    def encode(self, session_dict: dict[str, Any]) -> str:
        return b64encode(sceller(self.serializer().dumps(session_dict), usage=USAGE)).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        try:
            return self.serializer().loads(ouvrir(b64decode(session_data), usage=USAGE))
        except (ScelleIllisible, ValueError):
            return {}


def _moment(secondes: float | None) -> datetime | None:
    return None if secondes is None else datetime.fromtimestamp(secondes, UTC)


def tenir(request: HttpRequest) -> bool:
    """Note, now and then, that she is there; False when her session is over."""
    session, maintenant = request.session, time()
    if maintenant - session[OUVERTE] >= settings.SESSION_COOKIE_AGE:
        return False
    if maintenant - session[VUE] >= settings.SESSION_INACTIVE:
        return False
    if maintenant - session[VUE] >= PAS:
        session[VUE] = maintenant
    return True


def noter_l_appareil(request: HttpRequest) -> None:
    request.session[APPAREIL] = en_mots(request.headers.get("User-Agent", ""))


def vient_de_s_ouvrir(session: SessionBase) -> bool:
    """Opening a session is showing who she is."""
    return time() - session.get(OUVERTE, 0) < RECENTE

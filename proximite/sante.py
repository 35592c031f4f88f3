"""What a proxy or a monitor asks before it sends people here: nothing about anyone, no secret.

Outside of the https redirection (``SECURE_REDIRECT_EXEMPT``), for they are asked on the machine
itself; the probe still names a host of ``ALLOWED_HOSTS``.
"""

import logging
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)
TEXTE = "text/plain; charset=utf-8"


@login_not_required
@require_safe
def sante(request: HttpRequest) -> HttpResponse:
    """This process answers. The database may be down: restarting it would mend nothing."""
    return HttpResponse("en vie\n", content_type=TEXTE)


@login_not_required
@require_safe
def sante_pret(request: HttpRequest) -> HttpResponse:
    """People may be sent here: what they enter can be recorded."""
    manque = _ce_qui_manque()
    if manque:
        return HttpResponse(f"pas prêt\u00a0: {manque}\n", content_type=TEXTE, status=503)
    return HttpResponse("prêt\n", content_type=TEXTE)


def _ce_qui_manque() -> str:
    try:
        with transaction.atomic():  # on SQLite it takes the right to write
            if not _peut_ecrire():
                return "base en lecture seule"
            # A schema ahead of this code is what an upgrade looks like from the previous release.
            appliquees = MigrationRecorder(connection).applied_migrations()
    except Error:
        logger.exception("The database does not answer")
        return "base de données"
    return "" if _migrations() <= appliquees.keys() else "migrations à appliquer"


def _peut_ecrire() -> bool:
    """A replica, or a database put in read only, says so by itself."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as curseur:
        curseur.execute("SHOW transaction_read_only")
        (lecture_seule,) = curseur.fetchone()
    return lecture_seule == "off"


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Those of this code, which does not change while it runs."""
    chargeur = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(chargeur.disk_migrations or ())

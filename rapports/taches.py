"""Work too long for a page: each runs in a process of its own, and says how far it is.

A genre is a function ``travail(tache, avancer)`` decorated with ``genre``; it may return a
``Fichier``. ``avancer(fait, total, étape)`` keeps the page that waits informed: so it computes
outside of any transaction, then writes all it has to in a single one, or nothing.
"""

import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from comptes.models import Utilisateur

from .models import Tache

logger = logging.getLogger(__name__)

Avancer = Callable[[int, int, str], None]
PANNE = "Un imprévu a interrompu ce travail. Rien n’a été enregistré\u00a0: recommencez."


@dataclass(frozen=True)
class Fichier:
    nom: str
    type_mime: str
    contenu: bytes
    suite: str = ""


Travail = Callable[[Tache, Avancer], Fichier | str | None]
GENRES: dict[str, Travail] = {}


def genre(nom: str) -> Callable[[Travail], Travail]:
    """Decorator: returns a Fichier to download, or the address where its outcome is read."""

    def inscrire(travail: Travail) -> Travail:
        GENRES[nom] = travail
        return travail

    return inscrire


def lancer(nom: str, *, par: Utilisateur, **parametres: Any) -> Tache:
    """Ask for the work; it starts once the transaction is committed."""
    tache = Tache.objects.create(genre=nom, parametres=parametres, demandee_par=par)
    transaction.on_commit(lambda: _demarrer(tache))
    return tache


def _demarrer(tache: Tache) -> None:
    if settings.TACHES_SUR_PLACE:
        executer(tache)
        return
    commande = [sys.executable, str(settings.BASE_DIR / "manage.py"), "tache", str(tache.pk)]
    subprocess.Popen(commande, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 (our own command)


def executer(tache: Tache) -> None:
    """Do it, once whoever asks: a second process finds it taken."""
    prises = Tache.objects.filter(pk=tache.pk, etat=Tache.Etat.EN_ATTENTE)
    if not prises.update(etat=Tache.Etat.EN_COURS, battement_le=timezone.now()):
        return
    Tache.objects.perimees(timezone.now()).update(fichier=None)
    try:
        _terminer(tache, GENRES[tache.genre](tache, _battre(tache)))
    except ValidationError as refus:
        _echouer(tache, " ".join(refus.messages))
    except Exception:
        # Whatever the defect, the person who waits is told.
        logger.exception("Tâche %s", tache.pk)
        _echouer(tache, PANNE)
    tache.refresh_from_db()


def _battre(tache: Tache) -> Avancer:
    def avancer(fait: int, total: int, etape: str) -> None:
        Tache.objects.filter(pk=tache.pk).update(
            fait=fait, total=total, etape=etape[:120], battement_le=timezone.now()
        )

    return avancer


def _terminer(tache: Tache, resultat: Fichier | str | None) -> None:
    champs: dict[str, Any] = {"etat": Tache.Etat.TERMINEE, "battement_le": timezone.now()}
    if isinstance(resultat, Fichier):
        champs |= {
            "fichier": resultat.contenu,
            "nom_fichier": resultat.nom,
            "type_mime": resultat.type_mime,
            "suite": resultat.suite,
        }
    elif resultat:
        champs["suite"] = resultat
    Tache.objects.filter(pk=tache.pk).update(**champs)


def _echouer(tache: Tache, pourquoi: str) -> None:
    Tache.objects.filter(pk=tache.pk).update(
        etat=Tache.Etat.ECHOUEE, erreur=pourquoi[:300], battement_le=timezone.now()
    )

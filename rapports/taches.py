"""Work too long for a page: each runs in a process of its own, and says how far it is.

A genre is a function ``travail(tache, avancer)`` decorated with ``genre``; it may return a
``Fichier``. ``avancer(fait, total, étape)`` keeps the page that waits informed: so it computes
outside of any transaction, then writes all it has to in a single one, or nothing.
"""

import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from comptes.models import Role, Utilisateur
from proximite import portee

from .models import Tache
from .models.tache import TacheQuerySet

logger = logging.getLogger(__name__)

Avancer = Callable[[int, int, str], None]
PANNE = "Un imprévu a interrompu ce travail. Rien n’a été enregistré\u00a0: recommencez."
TITRE = "Travail demandé"
# What its process gets of the environment: what settings read, and what a process, Python and
# the libraries of the database need. Nothing of the web server's own (its sockets, its pid).
TRANSMIS = re.compile(
    r"PRODUCTION|DEBUG|SECRET_KEY|CLES_MAITRESSES|ALLOWED_HOSTS|DATABASE_URL|EMAIL_URL"
    r"|DATABASE_REPLIQUE_URL|REPLIQUE_RETARD_MAX|SAUVEGARDES|TROUSSEAU|TOMBES|CONSERVATION_\w+"
    r"|SECOND_FACTEUR|SESSION_\w+"
    r"|DEFAULT_FROM_EMAIL|ADRESSE_DU_SITE|RAPPORTS_MINIMAUX|TACHES_SUR_PLACE|TRUSTED_PROXY_COUNT"
    r"|SEUIL_PUBLICATION\w*|DJANGO_SETTINGS_MODULE|OPENPYXL_LXML|PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|LD_LIBRARY_PATH"
    r"|PYTHON\w+|VIRTUAL_ENV|PG\w+|SSL_CERT_\w+"
)


@dataclass(frozen=True)
class Fichier:
    nom: str
    type_mime: str
    contenu: bytes
    suite: str = ""


Travail = Callable[[Tache, Avancer], Fichier | str | None]


@dataclass(frozen=True)
class Genre:
    travail: Travail
    titre: str
    roles: tuple[Role, ...]


GENRES: dict[str, Genre] = {}


class RemplaceeError(Exception):
    """Taken for dead, its work was started again by another process: this one stops."""


def genre(
    nom: str, *, titre: str = TITRE, roles: tuple[Role, ...] = ()
) -> Callable[[Travail], Travail]:
    """Decorator: returns a Fichier to download, or the address where its outcome is read.

    ``titre`` heads the page that waits. Whoever no longer has one of ``roles`` loses the page and
    the file with it. It is written in a module that the URLconf imports: its process finds it so.
    """

    def inscrire(travail: Travail) -> Travail:
        GENRES[nom] = Genre(travail, titre, roles)
        return travail

    return inscrire


def visibles_par(utilisateur: Utilisateur) -> TacheQuerySet:
    """Those she asked for, by roles that she still has."""
    perdus = [
        nom for nom, genre in GENRES.items() if genre.roles and not utilisateur.a_role(*genre.roles)
    ]
    return Tache.objects.visibles_par(utilisateur).exclude(genre__in=perdus)


def titre(tache: Tache) -> str:
    genre = GENRES.get(tache.genre)
    return genre.titre if genre else TITRE


def lancer(nom: str, *, par: Utilisateur, **parametres: Any) -> Tache:
    """Ask for the work; it starts once the transaction is committed."""
    tache = Tache.objects.create(genre=nom, parametres=parametres, demandee_par=par)
    transaction.on_commit(lambda: _demarrer(tache))
    return tache


@transaction.atomic
def recommencer(tache: Tache) -> None:
    """Start again, on the same row, what failed or whose process died; once whoever clicks."""
    if tache.peut_recommencer() and tache.remettre_en_attente():
        transaction.on_commit(lambda: _demarrer(tache))


def _demarrer(tache: Tache) -> None:
    if settings.TACHES_SUR_PLACE:
        executer(tache)
        return
    commande = [sys.executable, str(settings.BASE_DIR / "manage.py"), "tache", str(tache.pk)]
    # Its own session: what stops the server's group of processes does not stop it.
    processus = subprocess.Popen(  # noqa: S603 (our own command)
        commande,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        env={nom: valeur for nom, valeur in os.environ.items() if TRANSMIS.fullmatch(nom)},
        start_new_session=True,
    )
    # Somebody has to wait for it, or it stays a zombie as long as this server lives.
    threading.Thread(target=processus.wait, daemon=True, name=f"tache-{tache.pk}").start()


@portee.reseau("Ce qu’une tâche calcule est ce que la page qui la demande a le droit de montrer.")
def executer(tache: Tache) -> None:
    """Do it, once whoever asks: a second process finds it taken."""
    prises = _celle_ci(tache).filter(etat=Tache.Etat.EN_ATTENTE)
    if not prises.update(etat=Tache.Etat.EN_COURS, battement_le=timezone.now()):
        return
    oublier_les_fichiers()
    try:
        _terminer(tache, GENRES[tache.genre].travail(tache, _battre(tache)))
    except RemplaceeError:
        return
    except ValidationError as refus:
        _echouer(tache, " ".join(refus.messages))
    except Exception:
        # Whatever the defect, the person who waits is told.
        logger.exception("Tâche %s", tache.pk)
        _echouer(tache, PANNE)
    tache.refresh_from_db()


def oublier_les_fichiers() -> int:
    """Files past their day; returns how many."""
    perimees = Tache.objects.perimees(timezone.now()).filter(fichier__isnull=False)
    return perimees.update(fichier=None)


def _celle_ci(tache: Tache) -> TacheQuerySet:
    """The row, unless it was started again since: the moment it was asked for says so."""
    return Tache.objects.filter(pk=tache.pk, demandee_le=tache.demandee_le)


def _battre(tache: Tache) -> Avancer:
    def avancer(fait: int, total: int, etape: str) -> None:
        vivante = _celle_ci(tache).update(
            fait=fait, total=total, etape=etape[:120], battement_le=timezone.now()
        )
        if not vivante:
            raise RemplaceeError

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
    _celle_ci(tache).update(**champs)


def _echouer(tache: Tache, pourquoi: str) -> None:
    _celle_ci(tache).update(
        etat=Tache.Etat.ECHOUEE, erreur=pourquoi[:300], battement_le=timezone.now()
    )

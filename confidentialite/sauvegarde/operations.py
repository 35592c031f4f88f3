"""Take a copy and prove that it comes back; bring one back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from confidentialite import tombes
from confidentialite.chaine import tete
from familles.models import Famille

from . import cles, postgresql, sqlite
from . import dossier as dossiers
from .dossier import Manifeste, Refus
from .empreintes import Empreintes, ecarts

TOMBES_PERDUES = (
    "Le fichier TOMBES ({}) est absent ou incomplet\u00a0: des dossiers détruits reviendraient. "
    "Ramenez-le de sa propre copie et recommencez dans une base neuve. S’il est perdu pour de bon, "
    "--tombes-perdues continue sans lui\u00a0: seul ce que la base sait détruit le reste. Il lui "
    "manque\u00a0:"
)


def sauvegarder(racine: Path, trousseau: Path) -> Path:
    """The folder of the new copy, restored aside and compared. Raises ``Refus``.

    ``trousseau``: the file of the keys, replaced before the copy gets its name.
    """
    moteur = _moteur()
    with dossiers.nouveau(racine) as (partiel, publier):
        tete_du_journal = tete()
        tables = moteur.copier(_original(), partiel)
        revenues = _restaurer_a_part(partiel)
        if defauts := ecarts(tables, revenues):
            raise Refus("La copie ne revient pas pareille\u00a0:\n- " + "\n- ".join(defauts))
        Manifeste(
            moteur=connection.vendor,
            fichier=moteur.FICHIER,
            sha256=dossiers.sha256(partiel / moteur.FICHIER),
            prise_le=datetime.now(UTC).isoformat(timespec="seconds"),
            tables=tables,
            tombes=sum(1 for _ in tombes.lire()),
            tete=tete_du_journal,
        ).ecrire(partiel)
        cles.garder(trousseau, detruites=(tombe.code for tombe in tombes.lire()))
        return publier()


def restaurer(dossier: Path, trousseau: Path, *, tombes_perdues: bool = False) -> Manifeste:
    """Into the base of ``DATABASE_URL``, which has to be empty: nothing else serves it meanwhile.

    It is brought to the schema of this code, whichever release it comes from; what was destroyed
    since the copy is destroyed in it before anybody reads it. Without a whole file of tombes that
    can't be: refused before any key is given back, unless ``tombes_perdues``.
    """
    manifeste = Manifeste.lire(dossier)
    if manifeste.moteur != connection.vendor:
        raise Refus(
            f"Cette sauvegarde est de {manifeste.moteur}, cette base de {connection.vendor}."
        )
    with _base_a_remplir() as vers:
        revenues = _moteur().restaurer(dossier, vers)
        if defauts := ecarts(manifeste.tables, revenues):
            raise Refus("La base ne revient pas pareille\u00a0:\n- " + "\n- ".join(defauts))
        call_command("migrate", interactive=False, verbosity=0)
        if not tombes_perdues:
            _exiger_les_tombes(manifeste, cles.codes(trousseau))
        cles.rendre(trousseau)
        call_command("reappliquer_destructions", verbosity=0, tombes_perdues=tombes_perdues)
    return manifeste


def _exiger_les_tombes(manifeste: Manifeste, cles_gardees: set[str]) -> None:
    """Raises ``Refus`` when the file was lost: the register, the manifest, or a key that is gone
    says that there were more."""
    nommees = {tombe.code for tombe in tombes.lire()}
    vivantes = set(Famille.toutes.filter(anonyme_le__isnull=True).values_list("code", flat=True))
    manque = {
        "destructions que le registre inscrit": len(tombes.perdues()),
        "destructions connues à la sauvegarde": max(0, manifeste.tombes - len(nommees)),
        "dossiers dont la clé n’est plus au trousseau": len(vivantes - cles_gardees - nommees),
    }
    if trouve := [f"{quoi}\u00a0: {combien}" for quoi, combien in manque.items() if combien]:
        raise Refus(TOMBES_PERDUES.format(settings.TOMBES) + "\n- ".join(["", *trouve]))


def _moteur() -> Any:
    return sqlite if connection.vendor == "sqlite" else postgresql


def _original() -> Any:
    reglages = connection.settings_dict
    return str(reglages["NAME"]) if connection.vendor == "sqlite" else reglages


def _restaurer_a_part(partiel: Path) -> Empreintes:
    if connection.vendor == "postgresql":
        with postgresql.base_d_essai(connection.settings_dict) as essai:
            return postgresql.restaurer(partiel, essai)
    essai_sqlite = partiel / "essai.sqlite3"
    try:
        return sqlite.restaurer(partiel, essai_sqlite)
    finally:
        essai_sqlite.unlink(missing_ok=True)


@contextmanager
def _base_a_remplir() -> Iterator[Any]:
    """A SQLite file takes its name once everything is done; one that was there already stays."""
    connection.close()
    if connection.vendor == "postgresql":
        yield connection.settings_dict
        return
    definitif = Path(connection.settings_dict["NAME"])
    if definitif.exists() and definitif.stat().st_size:
        raise Refus(f"{definitif} existe déjà\u00a0: restaurez ailleurs, ou déplacez-le.")
    partiel = definitif.with_name(f".{definitif.name}.partiel")
    partiel.unlink(missing_ok=True)
    os.close(os.open(partiel, os.O_CREAT | os.O_EXCL, 0o600))
    connection.settings_dict["NAME"] = str(partiel)
    try:
        yield partiel
        connection.close()
        dossiers.sur_le_disque(partiel)
        partiel.replace(definitif)
        dossiers.sur_le_disque(definitif.parent)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(definitif)
        partiel.unlink(missing_ok=True)

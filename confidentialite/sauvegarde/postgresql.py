"""A copy of a PostgreSQL base that others write to, by its own tools."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from . import empreintes
from .dossier import Refus
from .empreintes import Empreintes

FICHIER = "base.dump"
Reglages = Mapping[str, Any]


def copier(reglages: Reglages, dossier: Path) -> Empreintes:
    """The base in ``dossier``, without any key; its digests were taken in the same snapshot."""
    with connecter(reglages) as base:
        base.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        instant = base.execute("SELECT pg_export_snapshot()").fetchone()
        assert instant is not None  # noqa: S101 (a function always returns a row)
        sans = [f"--exclude-table-data={table}" for table in empreintes.SANS_LIGNES]
        options = ["--format=custom", f"--snapshot={instant[0]}", *sans]
        _lancer(reglages, "pg_dump", *options, f"--file={dossier / FICHIER}")
        return empreintes.de_postgresql(base)


def restaurer(dossier: Path, vers: Reglages) -> Empreintes:
    """Into a base that has no table; all of it or nothing."""
    with connecter(vers) as base:
        if empreintes.de_postgresql(base):
            raise Refus(f"La base {vers['NAME']} n’est pas vide\u00a0: restaurez dans une neuve.")
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    fichier = str(dossier / FICHIER)
    _lancer(vers, "pg_restore", *options, f"--dbname={vers['NAME']}", fichier)
    with connecter(vers) as base:
        return empreintes.de_postgresql(base)


@contextmanager
def base_d_essai(reglages: Reglages) -> Iterator[Reglages]:
    """An empty base on the same server, dropped at the end."""
    nom = f"{reglages['NAME']}_essai_{uuid4().hex[:8]}"
    with connecter(reglages) as serveur:
        serveur.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(nom)))
        try:
            yield {**reglages, "NAME": nom}
        finally:
            serveur.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(nom)))


def connecter(reglages: Reglages) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=reglages["HOST"] or None,
        port=reglages["PORT"] or None,
        user=reglages["USER"] or None,
        password=reglages["PASSWORD"] or None,
        dbname=reglages["NAME"],
        autocommit=True,
    )


def _lancer(reglages: Reglages, outil: str, *options: str) -> None:
    """The password goes by the environment: arguments are read by everyone on the machine."""
    acces = {
        "PGHOST": reglages["HOST"],
        "PGPORT": reglages["PORT"],
        "PGUSER": reglages["USER"],
        "PGPASSWORD": reglages["PASSWORD"],
        "PGDATABASE": reglages["NAME"],
    }
    environnement = os.environ | {nom: str(valeur) for nom, valeur in acces.items() if valeur}
    try:
        fini = subprocess.run(  # noqa: S603 (our own command)
            [outil, *options], env=environnement, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as absent:
        raise Refus(
            f"{outil} est introuvable\u00a0: installez les outils de PostgreSQL."
        ) from absent
    if fini.returncode:
        raise Refus(f"{outil} a échoué\u00a0: {fini.stderr.strip()[:500]}")

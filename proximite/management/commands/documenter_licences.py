"""``docs/licences.md``: the licence of each library that runs in production, read from itself."""

import re
from importlib import metadata

from django.conf import settings
from django.core.management.base import CommandError

from proximite.documents import CommandeDocument

VERROU = settings.BASE_DIR / "requirements.txt"
ENTETE = """# Licences

Proximité est distribué sous AGPL-3.0-or-later. Voici la licence de chaque bibliothèque qui tourne
avec lui, telle qu’elle le dit d’elle-même. Cette page est produite par
`manage.py documenter_licences` à partir de `requirements.txt` : ne la modifiez pas ici.

| Bibliothèque | Licence |
|---|---|
"""
# What an AGPL-3.0 work may stand on; any other word in a licence is looked at by someone first.
ADMISES = re.compile(
    r"MIT(-0)?|ISC|[023]?-?BSD(-[23]-Clause)?|0BSD|Zlib|CC0-1\.0|Apache-2\.0|Apache|MPL-2\.0|MPL"
    r"|PSF(L|-2\.0)?|Python|LGPL(-3\.0-only)?|LGPLv2\+?"
)
# Those whose own words are a text or too few, read from the licence that they ship.
LUES = {"fido2": "BSD-2-Clause", "python-dateutil": "Apache-2.0 OR BSD-3-Clause"}
NOM = re.compile(r"^([A-Za-z0-9_.-]+)==[^;\\]+(;[^\\]*sys_platform == 'win32'[^\\]*)?")


class Command(CommandeDocument):
    help = "Écrit docs/licences.md à partir des bibliothèques installées."
    fichier = "licences.md"

    def documentation(self) -> str:
        licences = {nom: _licence(nom) for nom in bibliotheques()}
        if refusees := [nom for nom, mots in licences.items() if not ADMISES.search(mots)]:
            raise CommandError(f"Licence à examiner : {', '.join(refusees)}.")
        return ENTETE + "".join(f"| {nom} | {mots} |\n" for nom, mots in licences.items())


def bibliotheques() -> list[str]:
    """Those of the lock, but for what Windows alone would need."""
    lignes = VERROU.read_text(encoding="utf-8").splitlines()
    trouves = [NOM.match(ligne) for ligne in lignes]
    return sorted({trouve[1] for trouve in trouves if trouve and not trouve[2]})


def _licence(nom: str) -> str:
    if nom in LUES:
        return LUES[nom]
    fiche = metadata.metadata(nom)
    classes = [
        classe.split("::")[-1].strip()
        for classe in fiche.get_all("Classifier") or []
        if classe.startswith("License") and "Proprietary" not in classe
    ]
    dites = [fiche[cle] for cle in ("License-Expression", "License") if cle in fiche]
    return next((mots.strip() for mots in dites if mots.strip()), " OR ".join(classes))

"""What was published before, opened again: what new numbers add to, and what a revision changes."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from proximite.petits_nombres import PAS

from ..models import Publication
from . import synthese
from .remises import charger, lire_remises
from .tableau import Tableau

# Counts of territoires, of people who work there, of their time and of organismes: no famille’s.
HORS_FAMILLES = re.compile(r"I-33|I-40|I-41(?![cp])|B3|C")


Fenetre = tuple[str, date, date]


def deja_publies(nouveau: Tableau, fenetre: Fenetre) -> list[Tableau]:
    """What was published of the same window or of the same reports, and of those published with
    them, and so on: their numbers add to the new ones."""
    restantes = list(Publication.objects.defer("contenu").order_by("pk"))
    liees = [p for p in restantes if _fenetre(p) == fenetre]
    lies = set(nouveau.versions).union(*(p.bilan["versions"] for p in liees))
    restantes = [p for p in restantes if p not in liees]
    while proches := [p for p in restantes if lies & set(p.bilan["versions"])]:
        liees += proches
        restantes = [p for p in restantes if p not in proches]
        lies |= {version for p in proches for version in p.bilan["versions"]}
    tableaux = {(_fenetre(p), p.numero): rouvrir(p) for p in liees}
    for (quand, numero), tableau in tableaux.items():
        tableau.revise = tableaux.get((quand, numero - 1))
    dernier = max((numero for quand, numero in tableaux if quand == fenetre), default=0)
    nouveau.revise = tableaux.get((fenetre, dernier))
    return list(tableaux.values())


def _fenetre(publication: Publication) -> Fenetre:
    return publication.genre, publication.debut, publication.fin


def rouvrir(publication: Publication) -> Tableau:
    """Its numbers as they were shown, with the true counts behind."""
    audit = publication.bilan
    versions = charger(set(audit["versions"]))
    fenetre = f"{publication.genre} {publication.debut} {publication.fin} {publication.numero}"
    if publication.genre == Publication.Genre.SYNTHESE:
        return synthese.rouvrir(fenetre, lire_remises(versions)[0], audit)
    remises, tables = lire_remises(versions)
    return Tableau.relire(fenetre, remises, tables, audit)


def refuser_petits_ecarts(
    precedente: Publication, nouveau: Tableau, reseau: Mapping[str, Any]
) -> None:
    """A revision is published only when every count that changes moves by 5 or more: a smaller
    difference would show those it counts (SECURITE « Aggregates »)."""
    if set(precedente.bilan["versions"]) == nouveau.versions:
        raise ValidationError(
            "Rien n’a changé depuis la dernière publication de cette période.", code="inchangee"
        )
    avant = _tous(precedente.tables, rouvrir(precedente))
    apres = _tous(reseau, nouveau)
    ecarts = [abs(apres.get(cle, 0) - avant.get(cle, 0)) for cle in avant.keys() | apres.keys()]
    if any(0 < ecart < PAS for ecart in ecarts):
        # How many, or which ones, would tell what the revision would have told.
        raise ValidationError(
            "Cette révision attendra\u00a0: des nombres n’y changeraient que de 1 à 4, ce qui "
            "montrerait les familles ajoutées.",
            code="petits_ecarts",
        )


def _tous(reseau: Mapping[str, Any], tableau: Tableau) -> dict[tuple[str, ...], int]:
    """Every true count that is published: exact, or shown below the network."""
    return {**dict(_exacts(reseau)), **{tuple(cle): n for cle, n in tableau.totaux().items()}}


def _exacts(contenu: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every exact count of the network that is of familles."""
    for methode, fige in contenu["reseau"].items():
        for cle, ligne in fige["chiffres"].items():
            if not HORS_FAMILLES.match(cle):
                yield (methode, cle, "n"), ligne["n"]
                yield (methode, cle, "d"), ligne["d"] or 0
    for lien in contenu["toile"]["echanges"]:
        yield ("toile", lien["de"], lien["vers"]), lien["poids"]
    secteurs = [code for code, _ in contenu["matrice"]["secteurs"]]
    for besoin in contenu["matrice"]["lignes"]:
        yield ("matrice", besoin["code"], ""), besoin["besoins"]
        for secteur, nombre in zip(secteurs, besoin["referencements"], strict=True):
            yield ("matrice", besoin["code"], secteur), nombre

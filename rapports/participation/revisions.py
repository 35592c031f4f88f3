"""« Donnée révisée »: what a submitted report said, what its rows say today, and why.

The report itself never changes. Today's figures are asked as the report's were, answers observed
until the same day, so that only what was done to the rows since makes a difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from proximite.typographie import NBSP, compte, nombre

from ..ensemble import chiffrer
from ..indicateurs import VERSION_DEFINITIONS
from ..models import VersionRapport
from ..resultats import Rapport, Resultat
from ..tuiles import Tuile, ecart, tuiles
from .releve import GENRES, Fenetre, Genre, compter

PORTEE = frozenset({"intervention", "referencement", "suivi", "accompagnement"})
TRAVAIL = frozenset({"intervention", "demarchage", "reseautage", "hors_mandat"})
TOUTES = frozenset(GENRES)
# The kinds of rows that figures are counted from, by how their identifier starts.
SOURCES: Mapping[tuple[str, ...], frozenset[str]] = {
    ("I-00",): frozenset({"demarchage"}),
    ("I-01",): PORTEE | {"famille"},
    ("I-02", "I-03"): PORTEE | {"famille", "evaluation"},
    ("I-04", "I-05", "I-06", "I-07"): PORTEE | {"famille", "enfant", "evaluation"},
    ("I-08",): PORTEE | {"enfant", "evaluation"},
    ("I-09",): PORTEE | {"famille", "demarchage"},
    ("I-10",): PORTEE,
    tuple(f"I-{n}" for n in range(11, 20)): PORTEE - {"intervention"},
    ("I-22",): frozenset({"constat"}),
    ("I-41", "I-43"): TRAVAIL | {"accompagnement"},
}


@dataclass(frozen=True)
class Revision:
    """One figure that is no longer what the report says; each cause is a few words."""

    fige: Tuile
    aujourdhui: Tuile
    ecart: str
    causes: Sequence[str]


def par_cause(version: VersionRapport) -> dict[str, list[Revision]]:
    """The figures that moved since, under what moved them; none when all still hold."""
    groupes = defaultdict[str, list[Revision]](list)
    for revision in revisions(version):
        groupes["; ".join(revision.causes)].append(revision)
    return dict(groupes)


def revisions(version: VersionRapport) -> list[Revision]:
    """In the registry's order."""
    fige = version.chiffres
    vivants = _vivants(version)
    changees = [cle for cle in fige if cle in vivants and _differe(fige[cle], vivants[cle])]
    causes = _causes(version) if changees else {}
    return [
        Revision(
            fige=tuiles([cle], fige, None)[0],
            aujourdhui=tuiles([cle], vivants, None)[0],
            ecart=ecart(vivants[cle], fige[cle]),
            causes=_pourquoi(version, cle, causes),
        )
        for cle in changees
    ]


def _vivants(version: VersionRapport) -> Rapport:
    fige = version.chiffres
    territoires = frozenset({version.rapport.territoire_id})
    return chiffrer(fige.debut, fige.fin, territoires=territoires, observe_au=fige.observe_au)[None]


def _differe(un: Resultat, autre: Resultat) -> bool:
    champs = ("numerateur", "denominateur", "mediane")
    return any(getattr(un, champ) != getattr(autre, champ) for champ in champs)


def _pourquoi(version: VersionRapport, cle: str, causes: Mapping[str, str]) -> list[str]:
    """What was done to the rows this figure is counted from; to any row when none of those was."""
    sources = next((s for debuts, s in SOURCES.items() if cle.startswith(debuts)), TOUTES)
    if siennes := _parmi(causes, sources) or _parmi(causes, TOUTES):
        return siennes
    if version.version_definitions != VERSION_DEFINITIONS:
        return [f"définition revue, version{NBSP}{VERSION_DEFINITIONS}"]
    return ["affectation, répertoire ou liste de référence modifiés"]


def _parmi(causes: Mapping[str, str], genres: Iterable[str]) -> list[str]:
    return [texte for genre, texte in causes.items() if genre in genres]


def _causes(version: VersionRapport) -> dict[str, str]:
    """By kind, what was done since the submission to the rows that the report stands on."""
    fige = version.chiffres
    fenetre = Fenetre(version.rapport.territoire_id, fige.debut, fige.fin, fige.observe_au)
    alors = version.fige.get("lignes", {})
    textes = {
        cle: _en_mots(genre, _changements(genre, version, fenetre, alors.get(cle)))
        for cle, genre in GENRES.items()
    }
    return {cle: texte for cle, texte in textes.items() if texte}


def _changements(
    genre: Genre, version: VersionRapport, fenetre: Fenetre, alors: Mapping[str, int] | None
) -> dict[str, int]:
    """A row that came into the period since counts as logged, one that left it as removed. A
    removed row takes one version away: edits are told apart from removals on that ground."""
    depuis = {"saisi": 0, "corrigé": 0}
    if genre.datee:
        depuis = genre.depuis(fenetre, version.soumise_le)
    restantes = compter(genre, fenetre, saisies_avant=version.soumise_le)
    alors = alors or restantes
    venues = restantes["n"] - alors["n"]
    return {
        "saisi": depuis["saisi"] + max(0, venues),
        "corrigé": depuis["corrigé"],
        "modification": max(0, restantes.get("v", 0) - alors.get("v", 0) - venues),
        "retiré": max(0, -venues),
    }


def _en_mots(genre: Genre, changements: Mapping[str, int]) -> str:
    """« interventions : 3 saisies, 2 modifications, 1 retirée »; "" when nothing was done."""
    faits = [
        compte(n, mot, f"{mot}s")
        if mot == "modification"
        else f"{nombre(n)}{NBSP}{mot}{'e' if genre.feminin else ''}{'s' if n > 1 else ''}"
        for mot, n in changements.items()
        if n
    ]
    return f"{genre.pluriel}{NBSP}: {', '.join(faits)}" if faits else ""

"""Entries of the directory that look like one organisme."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from .models import FichesDistinctes, Partenaire, PartenaireQuerySet
from .recherche import SEMBLABLE

PAIRES_MAX = 100
PARTAGE_MAX = 6
MOT_RARE_MAX = 30
VOISINS = 4
LONGUEUR_MIN = 4

Cles = tuple[int, int]


@dataclass(frozen=True)
class Paire:
    un: Partenaire
    autre: Partenaire
    raisons: list[str]


def paires_semblables(partenaires: PartenaireQuerySet) -> list[Paire]:
    """The likeliest first: same phone, same courriel, a name almost the same.

    Each entry is compared with those that share something with it, not with every other: the
    cost follows the directory, not its square.
    """
    lignes = list(
        partenaires.order_by("pk").values_list("pk", "nom_cherche", "telephone", "courriel")
    )
    raisons: dict[Cles, list[str]] = defaultdict(list)
    for cles in _memes((pk, str(telephone)) for pk, _, telephone, _ in lignes):
        raisons[cles].append("même téléphone")
    for cles in _memes((pk, courriel.lower()) for pk, *_, courriel in lignes):
        raisons[cles].append("même courriel")
    for cles in _noms_proches({pk: nom.strip() for pk, nom, *_ in lignes}):
        raisons[cles].append("noms semblables")
    for cles in FichesDistinctes.objects.values_list("un", "autre"):
        raisons.pop(cles, None)
    retenues = sorted(raisons, key=lambda cles: (-len(raisons[cles]), cles))[:PAIRES_MAX]
    fiches = partenaires.select_related("secteur").in_bulk({pk for cles in retenues for pk in cles})
    return [Paire(fiches[un], fiches[autre], raisons[un, autre]) for un, autre in retenues]


def _memes(valeurs: Iterable[tuple[int, str]]) -> Iterator[Cles]:
    """What many share, as the number of a city hall, says nothing."""
    par_valeur = defaultdict(list)
    for pk, valeur in valeurs:
        if valeur:
            par_valeur[valeur].append(pk)
    for pks in par_valeur.values():
        if len(pks) <= PARTAGE_MAX:
            yield from combinations(pks, 2)


def _noms_proches(noms: dict[int, str]) -> list[Cles]:
    candidates = {*_par_mot_rare(noms), *_voisins(noms)}
    return [
        (un, autre)
        for un, autre in candidates
        if fuzz.token_sort_ratio(noms[un], noms[autre]) >= SEMBLABLE
    ]


def _par_mot_rare(noms: dict[int, str]) -> Iterator[Cles]:
    par_mot = defaultdict(list)
    for pk, nom in noms.items():
        for mot in {*nom.split()}:
            if len(mot) >= LONGUEUR_MIN:
                par_mot[mot].append(pk)
    for pks in par_mot.values():
        if len(pks) <= MOT_RARE_MAX:
            yield from combinations(pks, 2)


def _voisins(noms: dict[int, str]) -> Iterator[Cles]:
    """Next to each other in the order of the alphabet, for names all of common words."""
    ranges = sorted(noms, key=lambda pk: noms[pk])
    for ecart in range(1, VOISINS + 1):
        for un, autre in zip(ranges, ranges[ecart:], strict=False):
            yield min(un, autre), max(un, autre)

"""The network's trous de services as they were published: types by milieu, types by région.

Gaps are counted, whatever the number of their constats (I-22); below the network each count is a
published cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .decoupage import groupes
from .graphiques import Graphique, Ligne, matrice
from .illustrations import apres_deux_points, valeur
from .publication.lecture import Publie
from .resultats import Rapport, Resultat

TOTAL = "I-22"


@dataclass(frozen=True)
class LigneTrous:
    """A type: what is said of it in each groupe, then in the network."""

    libelle: str
    identifiant: str
    cases: Sequence[tuple[str, str]]
    ensemble: str


@dataclass(frozen=True)
class TableTrous:
    groupes: Sequence[Rapport]
    lignes: Sequence[LigneTrous]
    graphique: Graphique | None


def table(publie: Publie, par: str) -> TableTrous | None:
    """None when this publication has no such split."""
    if par not in publie.decoupages:
        return None
    parts = groupes(publie, par)
    types = types_constates(publie.reseau)
    lignes = [_ligne(apres_deux_points(r), r, parts) for r in types]
    if TOTAL in publie.reseau:
        lignes.append(_ligne("Tous les types", publie.reseau[TOTAL], parts))
    return TableTrous(parts, lignes, _chaleur(par, types, parts))


def types_constates(reseau: Rapport) -> list[Resultat]:
    return [r for r in reseau.values() if r.indicateur.valeur and r.indicateur.modele == TOTAL]


def _ligne(libelle: str, resultat: Resultat, parts: Sequence[Rapport]) -> LigneTrous:
    cle = resultat.indicateur.id
    cases = [(p.groupe.libelle, p[cle].affichage if cle in p else "–") for p in parts]
    return LigneTrous(libelle, cle, cases, resultat.affichage)


def _chaleur(par: str, types: Sequence[Resultat], parts: Sequence[Rapport]) -> Graphique | None:
    """Drawn for a few groupes only: more would not be read on a phone."""
    if not parts or len(parts) > 6:
        return None
    lignes = [
        Ligne(
            apres_deux_points(resultat),
            [valeur(p[cle]) for p in parts if (cle := resultat.indicateur.id) in p],
        )
        for resultat in types
        if resultat.numerateur and all(resultat.indicateur.id in p for p in parts)
    ]
    return matrice(
        f"trous-{par}",
        "Où manquent les services",
        description="Trous de services constatés, par type et par milieu. Plus la case est "
        "foncée, plus il y en a.",
        entete="Type",
        series=[part.groupe.libelle for part in parts],
        lignes=lignes,
    )

"""A publication split by milieu, type d’organisme, région or territoire: published cells, never a
ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from proximite.recherche import normaliser

from .definitions import Indicateur
from .publication.lecture import Publie
from .resultats import Rapport, Resultat

DECOUPAGES = {
    "milieu": "Par milieu",
    "type_porteur": "Par type d’organisme",
    "region": "Par région",
    "territoire": "Par territoire",
}
ENTETES = {
    "milieu": "Milieu",
    "type_porteur": "Type d’organisme",
    "region": "Région",
    "territoire": "Territoire",
}
COLONNES = ("I-01", "I-03", "I-04", "I-19", "I-22")
# How many groupes stand side by side; more of them are read one at a time.
COTE_A_COTE = 20


def proposes(publie: Publie) -> list[tuple[str, str]]:
    """The splits that this publication has."""
    return [(par, libelle) for par, libelle in DECOUPAGES.items() if par in publie.decoupages]


def groupes(publie: Publie, par: str) -> list[Rapport]:
    """In the order they were published in, the alphabet for territoires."""
    rapports = publie.groupes(par)
    if par == "territoire":
        return sorted(rapports, key=lambda rapport: normaliser(rapport.groupe.libelle))
    return rapports


@dataclass(frozen=True)
class Case:
    indicateur: Indicateur
    texte: str


@dataclass(frozen=True)
class Groupe:
    code: str
    libelle: str
    couverture: str
    cases: Sequence[Case]


@dataclass(frozen=True)
class Decoupage:
    par: str
    methode: str
    groupes: Sequence[Groupe]

    @property
    def entete(self) -> str:
        return ENTETES[self.par]

    @property
    def indicateurs(self) -> list[Indicateur]:
        return [case.indicateur for groupe in self.groupes[:1] for case in groupe.cases]


def decouper(publie: Publie, par: str) -> Decoupage:
    """A few figures of each groupe, then of the network, which is exact."""
    regions = publie.contenu["couverture"]["regions"] if par == "region" else {}
    parts = groupes(publie, par)
    lignes = [
        Groupe(r.groupe.code, r.groupe.libelle, couverture(regions.get(r.groupe.code)), _cases(r))
        for r in parts
    ]
    totaux = couverture(publie.contenu["couverture"]) if par == "region" else ""
    methode = str(parts[0].methode) if parts else ""
    reseau = Groupe("", "Réseau", totaux, _cases(publie.reseau))
    return Decoupage(par, methode, [*lignes, reseau])


def couverture(comptes: Any) -> str:
    """« 3 sur 4 »: reports received of the territoires; "" where it is not said."""
    return f"{comptes['recus']} sur {comptes['attendus']}" if comptes else ""


def _cases(rapport: Rapport) -> list[Case]:
    return [
        Case(rapport[cle].indicateur, rapport[cle].affichage) for cle in COLONNES if cle in rapport
    ]


@dataclass(frozen=True)
class LigneRapport:
    """One indicator: of the whole, then of each column, « – » where it has none."""

    indicateur: Indicateur
    resultat: Resultat
    textes: Sequence[str]


@dataclass(frozen=True)
class RubriqueRapport:
    titre: str
    lignes: Sequence[LigneRapport]


def rubriques(publie: Publie, parts: Sequence[Rapport]) -> list[RubriqueRapport]:
    """All the indicators in the registry’s order, by both methods; with parts, only those that
    are published below the network, the whole first."""
    ensemble, colonnes = publie.reseau, parts or [publie.somme]
    retenus = {
        cle: resultat
        for cle, resultat in ensemble.items()
        if not parts or any(cle in part for part in parts)
    }
    titres = dict.fromkeys(str(resultat.indicateur.rubrique) for resultat in retenus.values())
    return [
        RubriqueRapport(
            titre,
            [
                LigneRapport(resultat.indicateur, resultat, _textes(cle, [ensemble, *colonnes]))
                for cle, resultat in retenus.items()
                if resultat.indicateur.rubrique == titre
            ],
        )
        for titre in titres
    ]


def _textes(cle: str, rapports: Sequence[Rapport]) -> list[str]:
    return [rapport[cle].affichage if cle in rapport else "–" for rapport in rapports]

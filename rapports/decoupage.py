"""The network split by milieu, type d’organisme or région: protected figures, never a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .calculs import calculer
from .definitions import Indicateur
from .fenetres import Fenetre
from .protection import proteger
from .resultats import Rapport, Resultat
from .tableau import mesurer

DECOUPAGES = {
    "milieu": "Par milieu",
    "type_porteur": "Par type d’organisme",
    "region": "Par région",
}
ENTETES = {"milieu": "Milieu", "type_porteur": "Type d’organisme", "region": "Région"}
COLONNES = ("I-01", "I-03", "I-04", "I-19", "I-22")


@dataclass(frozen=True)
class Case:
    indicateur: Indicateur
    texte: str


@dataclass(frozen=True)
class Groupe:
    libelle: str
    cases: Sequence[Case]


@dataclass(frozen=True)
class Decoupage:
    entete: str
    groupes: Sequence[Groupe]

    @property
    def indicateurs(self) -> list[Indicateur]:
        return [case.indicateur for groupe in self.groupes[:1] for case in groupe.cases]


def decouper(fenetre: Fenetre, par: str) -> Decoupage:
    """A few figures of each groupe, the groupes in their own order."""
    rapports = calculer(fenetre.debut, fenetre.fin, par=par)
    mesures = mesurer(fenetre.debut, fenetre.fin, par=par)
    groupes = []
    for code, rapport in rapports.items():
        if code is not None:
            complet = replace(rapport, resultats={**rapport, **mesures[code]})
            groupes.append(Groupe(rapport.groupe.libelle, _cases(complet)))
    return Decoupage(ENTETES[par], groupes)


def _cases(rapport: Rapport) -> list[Case]:
    """Territoires are no one's secret: they are counted as they are."""
    actifs, territoires, montre = rapport["I-40"], rapport["I-40t"], proteger(rapport)
    return [
        Case(actifs.indicateur, f"{actifs.affichage} sur {territoires.affichage}"),
        *(Case(montre[i].indicateur, montre[i].affichage) for i in COLONNES),
    ]


@dataclass(frozen=True)
class LigneRapport:
    """One indicator in the rapport de participation: of the whole, then of each groupe."""

    indicateur: Indicateur
    resultat: Resultat
    textes: Sequence[str]


@dataclass(frozen=True)
class RubriqueRapport:
    titre: str
    lignes: Sequence[LigneRapport]


def montrer(rapports: dict[str | None, Rapport]) -> dict[str | None, Rapport]:
    """The reports as a comité may see them: the whole is exact, its parts are protected."""
    return {code: proteger(r) if code else r for code, r in rapports.items()}


def ordonner(rapports: dict[str | None, Rapport]) -> list[Rapport]:
    """The whole first, then its parts in their own order."""
    return [rapports[None], *(r for code, r in rapports.items() if code is not None)]


def rubriques(rapports: dict[str | None, Rapport]) -> list[RubriqueRapport]:
    """All the indicators of shown reports, in the registry's order, the whole first."""
    ensemble, ordonnes = rapports[None], ordonner(rapports)
    titres = dict.fromkeys(str(resultat.indicateur.rubrique) for resultat in ensemble.values())
    return [
        RubriqueRapport(
            titre,
            [
                LigneRapport(resultat.indicateur, resultat, [r[cle].affichage for r in ordonnes])
                for cle, resultat in ensemble.items()
                if resultat.indicateur.rubrique == titre
            ],
        )
        for titre in titres
    ]

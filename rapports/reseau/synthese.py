"""Several Periodes read together: each, their sum, and each famille once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from ..definitions import Indicateur
from ..publication.lecture import Publie
from ..resultats import Rapport
from .choix import Choix


@dataclass(frozen=True)
class Coupe:
    """One of the Periodes covered; ``rapport`` is None while it is not published by itself."""

    libelle: str
    debut: date
    fin: date
    rapport: Rapport | None


@dataclass(frozen=True)
class LigneSynthese:
    indicateur: Indicateur
    coupes: Sequence[str]
    somme: str
    distinctes: str


@dataclass(frozen=True)
class RubriqueSynthese:
    """``parts`` are the indicators spread over a list, folded."""

    titre: str
    lignes: Sequence[LigneSynthese]

    @property
    def principales(self) -> list[LigneSynthese]:
        return [ligne for ligne in self.lignes if not ligne.indicateur.valeur]

    @property
    def parts(self) -> list[LigneSynthese]:
        return [ligne for ligne in self.lignes if ligne.indicateur.valeur]


@dataclass(frozen=True)
class Synthese:
    choix: Choix

    @property
    def publie(self) -> Publie:
        if self.choix.publie is None:
            raise ValueError("nothing is published")
        return self.choix.publie

    @cached_property
    def coupes(self) -> list[Coupe]:
        publiees = {(p.publication.debut, p.publication.fin): p for p in self.choix.recentes}
        return [_coupe(periode, publiees) for periode in self.publie.contenu["periodes"]]

    @property
    def rubriques(self) -> list[RubriqueSynthese]:
        lignes: dict[str, list[LigneSynthese]] = {}
        for cle, resultat in self.publie.reseau.items():
            ligne = LigneSynthese(
                resultat.indicateur,
                [_texte(coupe.rapport, cle) for coupe in self.coupes],
                _texte(self.publie.somme, cle),
                resultat.affichage,
            )
            lignes.setdefault(str(resultat.indicateur.rubrique), []).append(ligne)
        return [RubriqueSynthese(titre, siennes) for titre, siennes in lignes.items()]


def _coupe(periode: dict[str, Any], publiees: dict[tuple[date, date], Publie]) -> Coupe:
    debut, fin = date.fromisoformat(periode["debut"]), date.fromisoformat(periode["fin"])
    publie = publiees.get((debut, fin))
    return Coupe(periode["libelle"], debut, fin, publie.reseau if publie else None)


def _texte(rapport: Rapport | None, cle: str) -> str:
    return rapport[cle].affichage if rapport and cle in rapport else "–"

"""An attack on publications, from what is read alone: which hidden counts have fewer than three
possible values (SECURITE « Aggregates », check 10).

The reader writes one unknown whole number for each count of each report, and everything she knows
of them. A hidden count is safe when three different values are *exhibited*, each with a whole
registry that agrees with every number read: solutions are checked in whole numbers. It is found
when its least and greatest values leave fewer.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from tests.rapports.publication.lecteur import (
    NIVEAUX,
    PAS,
    Bornes,
    Lecture,
    bornes,
    liens,
    seuils,
)
from tests.rapports.publication.solveur import Ligne, Solveur

VALEURS_MINIMALES = 3


@dataclass(frozen=True)
class Savoir:
    """How much the reader knows beyond what is shown: definitions read closely, across tables; that
    only a count that is not small is withheld; the rule that lets a revision be published; the most
    familles that territoires may share; whether numbers are rounded at all."""

    liens_fins: bool = True
    retenus_grands: bool = True
    regle_des_ecarts: bool = False
    partages: int = 0
    arrondis: bool = True


TOUT, DE_BASE = Savoir(), Savoir(liens_fins=False, retenus_grands=False)


@dataclass(frozen=True)
class Trouvaille:
    """A hidden count, and the few values it may have: both ends included."""

    publication: int
    niveau: str
    groupe: str
    nom: str
    moins: int
    plus: int


@dataclass
class Bilan:
    cachees: int = 0
    trouvailles: list[Trouvaille] = field(default_factory=list)


def attaquer(lectures: Sequence[Lecture], savoir: Savoir = TOUT) -> Bilan:
    """Everything published so far, at once."""
    dossier = Dossier(savoir)
    for rang, lecture in enumerate(lectures):
        dossier.lire(rang, lecture, lectures[:rang])
    bilan = Bilan(cachees=len(dossier.cachees))
    for lignes, cachees in dossier.composantes():
        for cle, moins, plus in Solveur(lignes, cachees).deviner(VALEURS_MINIMALES):
            rang, niveau, groupe, nom = dossier.cachees[cle]
            bilan.trouvailles.append(Trouvaille(rang, niveau, groupe, nom, moins, plus))
    return bilan


# What counts no famille, nor anything that happens to one: time, territoires, the répertoire.
SANS_FAMILLE = re.compile(r"I-40|I-41(?![cp])|I-43h|B3|C[0-9]|I-33")


def petits_ecarts(lectures: Sequence[Lecture]) -> list[tuple[int, str, int]]:
    """Exact totals that a later publication moves by 1 to 4: (rank, count, by how many).

    A revision against the one before; a synthesis, as the sum of its reports, against the last
    publication of each of its periods.
    """
    ecarts = []
    for rang, lecture in enumerate(lectures):
        avant = _derniers(lectures[:rang], lecture)
        if {(debut, t) for debut, t in lecture.rapports} <= {c for a in avant for c in a.rapports}:
            continue
        if {p["debut"] for a in avant for p in a.contenu["periodes"]} == set(lecture.periodes):
            anciens = [ancienne.exacts("somme_des_rapports") for ancienne in avant]
            for nom, total in lecture.exacts("somme_des_rapports").items():
                ecart = abs(total - sum(exacts.get(nom, 0) for exacts in anciens))
                if 0 < ecart < PAS and not SANS_FAMILLE.match(nom):
                    ecarts.append((rang, nom, ecart))
    return ecarts


def _derniers(avant: Sequence[Lecture], lecture: Lecture) -> list[Lecture]:
    """The last publication of each of its periods."""
    derniers = {a.periodes[0]: a for a in avant if not a.est_synthese}
    return [a for periode, a in derniers.items() if periode in lecture.periodes]


class Dossier:
    """Every fact, as lines over unknowns: (report or territoire in a synthesis, count)."""

    def __init__(self, savoir: Savoir) -> None:
        self.savoir = savoir
        self.lignes: list[Ligne] = []
        self.cachees: dict[int, tuple[int, str, str, str]] = {}
        self._vus: set[tuple[Hashable, frozenset[str]]] = set()

    def noter(self, facteurs: Mapping[Hashable, int], dans: Bornes) -> int:
        self.lignes.append(Ligne(dict(facteurs), *dans))
        return len(self.lignes) - 1

    def lire(self, rang: int, lecture: Lecture, avant: Sequence[Lecture]) -> None:
        sommes = lecture.exacts("somme_des_rapports")
        cellules = lecture.cellules()
        noms = {nom for _, _, nom in cellules} | set(sommes)
        for rapport in lecture.rapports.values():
            self._lier(rapport, noms)
        for nom, total in sommes.items():
            tous = {(rapport, nom): 1 for rapport in lecture.rapports.values()}
            self.noter(tous, (total, total))
        if lecture.est_synthese:
            self._lire_synthese(rang, lecture, noms)
        self._lire_cellules(rang, lecture, cellules)
        if self.savoir.regle_des_ecarts:
            for ancienne in avant:
                self._lire_revision(rang, lecture, ancienne, noms)

    def _lier(self, sujet: Hashable, noms: set[str]) -> None:
        if (sujet, frozenset(noms)) in self._vus:
            return
        self._vus.add((sujet, frozenset(noms)))
        for facteurs, plus in liens(noms, fins=self.savoir.liens_fins):
            self.noter({(sujet, nom): fois for nom, fois in facteurs.items()}, (0, plus))

    def _lire_cellules(
        self, rang: int, lecture: Lecture, cellules: Mapping[tuple[str, str, str], int | str]
    ) -> None:
        propres = seuils(cellules)
        for (niveau, groupe, nom), vu in cellules.items():
            facteurs = self._somme(rang, lecture, niveau, groupe, nom)
            ligne = self.noter(facteurs, self._bornes(vu, propres.get(nom, PAS)))
            if isinstance(vu, str):
                self.cachees[ligne] = (rang, niveau, groupe, nom)

    def _bornes(self, vu: int | str, seuil: int) -> Bornes:
        if isinstance(vu, int) and not self.savoir.arrondis:
            return vu, vu
        muet = vu == "retenu" and not self.savoir.retenus_grands
        return (0, inf) if muet else bornes(vu, seuil)

    def _somme(
        self, rang: int, lecture: Lecture, niveau: str, groupe: str, nom: str
    ) -> dict[Hashable, int]:
        membres = lecture.membres(niveau, groupe)
        if not lecture.est_synthese:
            return {
                (lecture.rapports[cle], nom): 1 for cle in lecture.rapports if cle[1] in membres
            }
        facteurs: dict[Hashable, int] = {((rang, t), nom): 1 for t in membres}
        if self.savoir.partages:
            doublons = ((rang, niveau, groupe), nom)
            self.noter({doublons: 1}, (0, self.savoir.partages))
            facteurs[doublons] = -1
        return facteurs

    def _lire_synthese(self, rang: int, lecture: Lecture, noms: set[str]) -> None:
        """Each famille once: no less than a report; no more than their sum, if none is missing."""
        distinctes = lecture.exacts("familles_distinctes")
        communs = {nom for _, _, nom in lecture.cellules()} & set(distinctes)
        for territoire in lecture.territoires:
            self._lier((rang, territoire), communs)
            rapports = [lecture.rapports.get((p, territoire)) for p in lecture.periodes]
            for nom in communs:
                self._lier_aux_rapports((rang, territoire), nom, rapports)
            if self.savoir.liens_fins and {"I-01", "I-01n"} <= noms:
                self._compter_nouvelles((rang, territoire), [r for r in rapports if r])
        for nom in communs:
            tous = {((rang, t), nom): 1 for t in lecture.territoires}
            self.noter(tous, (distinctes[nom], distinctes[nom] + self.savoir.partages))

    def _lier_aux_rapports(self, sujet: Hashable, nom: str, rapports: list[str | None]) -> None:
        if None not in rapports:
            self.noter({**{(r, nom): 1 for r in rapports}, (sujet, nom): -1}, (0, inf))
        for rapport in rapports:
            if rapport:
                self.noter({(sujet, nom): 1, (rapport, nom): -1}, (0, inf))

    def _compter_nouvelles(self, sujet: Hashable, rapports: list[str]) -> None:
        """A famille that is new in a period was in none before: those of the first report and the
        new ones of the others are all different."""
        if rapports:
            nouvelles = {(r, "I-01n"): -1 for r in rapports[1:]}
            self.noter({(sujet, "I-01"): 1, (rapports[0], "I-01"): -1, **nouvelles}, (0, inf))

    def _lire_revision(self, rang: int, apres: Lecture, avant: Lecture, noms: set[str]) -> None:
        """A revision is published when each count moves by 0, or by 5 or more."""
        if avant.contenu["periodes"] != apres.contenu["periodes"] or apres.est_synthese:
            return
        ajoutes = {cle for cle in apres.rapports if cle not in avant.rapports}
        for niveau in NIVEAUX:
            par_groupe: dict[str, list[str]] = defaultdict(list)
            for cle in ajoutes:
                par_groupe[apres.groupe(niveau, cle[1])].append(apres.rapports[cle])
            for groupe, rapports in par_groupe.items():
                for nom in noms:
                    bouge = ("bouge", rang, niveau, groupe, nom)
                    ecart = {(r, nom): 1 for r in rapports}
                    self.noter({bouge: 1}, (0, 1))
                    self.noter({**ecart, bouge: -PAS}, (0, inf))
                    self.noter({**ecart, bouge: -self._plafond(apres, nom)}, (-inf, 0))

    @staticmethod
    def _plafond(lecture: Lecture, nom: str) -> int:
        return max(PAS, lecture.exacts("somme_des_rapports").get(nom, 0))

    def composantes(self) -> Iterable[tuple[list[Ligne], dict[int, int]]]:
        """Lines that share no unknown are solved apart: (lines, hidden line → its key)."""
        racines: dict[Hashable, Hashable] = {}

        def racine(inconnue: Hashable) -> Hashable:
            racines.setdefault(inconnue, inconnue)
            while racines[inconnue] != inconnue:
                racines[inconnue] = racines[racines[inconnue]]
                inconnue = racines[inconnue]
            return inconnue

        for ligne in self.lignes:
            premiere, *autres = ligne.facteurs
            for autre in autres:
                racines[racine(autre)] = racine(premiere)
        groupes: dict[Hashable, list[int]] = defaultdict(list)
        for rang, ligne in enumerate(self.lignes):
            groupes[racine(next(iter(ligne.facteurs)))].append(rang)
        for rangs in groupes.values():
            cachees = {i: rang for i, rang in enumerate(rangs) if rang in self.cachees}
            if cachees:
                yield [self.lignes[rang] for rang in rangs], cachees

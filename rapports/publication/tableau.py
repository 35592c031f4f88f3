"""The numbers of one publication below the network, as they will be shown, and what they say."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from ..resultats import Methode
from .affichage import RETENU, Affiche, afficher, est_petit, intervalle
from .mesures import RESTE, Tables, seuil
from .systeme import Systeme

# From the finest to the coarsest: the finest are given up first.
NIVEAUX = ("territoire", "region", "type_porteur", "milieu")
# Under this network total, a reader would know too much of each part of it.
TOTAL_MINIMAL = 3


@dataclass(frozen=True)
class Remise:
    """One accepted report: which version, of which territoire as it was, its mesures, and the
    first day of its period."""

    version: Hashable
    territoire: Mapping[str, str]
    comptes: Mapping[str, int]
    periode: str = ""

    def groupe(self, niveau: str) -> str:
        return self.territoire["code" if niveau == "territoire" else niveau]


@dataclass
class Tableau:
    """``cellules``: what is shown at (niveau, groupe, mesure). A (niveau, mesure) of ``absents`` is
    not published at that level."""

    fenetre: str
    remises: list[Remise]
    tables: Tables
    cellules: dict[tuple[str, str, str], Affiche] = field(default_factory=dict)
    absents: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def composer(cls, fenetre: str, remises: list[Remise], tables: Tables) -> Self:
        tableau = cls(fenetre, remises, tables)
        tableau.montrer()
        return tableau

    @classmethod
    def relire(
        cls, fenetre: str, remises: list[Remise], tables: Tables, cellules: Mapping[str, Any]
    ) -> Self:
        """As it was published: ``cellules`` is what ``en_json`` gave."""
        tableau = cls(fenetre, remises, tables)
        for niveau, groupes in cellules.items():
            for groupe, affiches in groupes.items():
                for mesure, affiche in affiches.items():
                    tableau.cellules[niveau, groupe, mesure] = affiche
        presents = {(niveau, mesure) for niveau, _, mesure in tableau.cellules}
        tableau.absents = {(n, m) for n in NIVEAUX for m in tables.mesures} - presents
        return tableau

    @property
    def methode(self) -> str:
        return Methode.SOMME_DES_RAPPORTS.value

    @property
    def comptes_a_garder(self) -> dict[str, Any] | None:
        """True counts that no frozen report gives, for later audits; none here."""
        return None

    @property
    def versions(self) -> frozenset[Any]:
        """The reports that it stands on."""
        return frozenset(remise.version for remise in self.remises)

    @property
    def publiees(self) -> list[str]:
        return [mesure for mesure in self.tables.mesures if not mesure.startswith(RESTE)]

    def groupes(self, niveau: str) -> dict[str, list[Remise]]:
        return self._groupes[niveau]

    @cached_property
    def _groupes(self) -> dict[str, dict[str, list[Remise]]]:
        par_niveau: dict[str, dict[str, list[Remise]]] = {n: defaultdict(list) for n in NIVEAUX}
        for niveau, groupes in par_niveau.items():
            for remise in self.remises:
                groupes[remise.groupe(niveau)].append(remise)
        return par_niveau

    def compte(self, niveau: str, groupe: str, mesure: str) -> int:
        return sum(remise.comptes[mesure] for remise in self.groupes(niveau)[groupe])

    def total(self, mesure: str) -> int:
        return sum(remise.comptes[mesure] for remise in self.remises)

    def totaux(self) -> dict[tuple[str, str, str], int]:
        """Every true count, of the network and of each groupe."""
        return {("reseau", "", mesure): self.total(mesure) for mesure in self.tables.mesures} | {
            (niveau, groupe, mesure): self.compte(niveau, groupe, mesure)
            for niveau in NIVEAUX
            for groupe in self.groupes(niveau)
            for mesure in self.tables.mesures
        }

    def en_json(self) -> dict[str, Any]:
        json: dict[str, Any] = {niveau: defaultdict(dict) for niveau in NIVEAUX}
        for (niveau, groupe, mesure), affiche in self.cellules.items():
            json[niveau][groupe][mesure] = affiche
        return json

    def montrer(self) -> None:
        """Everything that may be shown, before any audit."""
        for mesure in self.publiees:
            if self.total(mesure) < TOTAL_MINIMAL:
                self.absents |= {(niveau, mesure) for niveau in NIVEAUX}
                continue
            for niveau in NIVEAUX:
                for groupe in self.groupes(niveau):
                    compte = self.compte(niveau, groupe, mesure)
                    self.cellules[niveau, groupe, mesure] = afficher(compte, seuil(mesure))

    # --- What it says -----------------------------------------------------------------------------

    def dire(self, systeme: Systeme) -> None:
        """Its facts and its hidden counts."""
        for remise in self.remises:
            for total, parts in self.tables.partitions:
                inconnues = [self._inconnue(systeme, remise, part) for part in parts]
                cle = ("partition", remise.version, total, parts)
                systeme.egale(cle, self._inconnue(systeme, remise, total), inconnues)
        self._dire_reseau(systeme)
        for (niveau, groupe, mesure), affiche in self.cellules.items():
            self._dire_cellule(systeme, niveau, groupe, mesure, affiche)
        for niveau, groupe, mesure in self._restes():
            if est_petit(afficher(self.compte(niveau, groupe, mesure), seuil(mesure))):
                inconnues = self._inconnues(systeme, niveau, groupe, mesure)
                systeme.cacher((self.fenetre, niveau, groupe, mesure), inconnues, seuil(mesure) - 1)

    def _dire_reseau(self, systeme: Systeme) -> None:
        """The network’s totals are exact."""
        for mesure in self.publiees:
            toutes = [self._inconnue(systeme, r, mesure) for r in self.remises]
            total = self.total(mesure)
            systeme.somme_entre((self.fenetre, "reseau", "", mesure), toutes, total, total)

    def _dire_cellule(
        self, systeme: Systeme, niveau: str, groupe: str, mesure: str, affiche: Affiche
    ) -> None:
        cle = (self.fenetre, niveau, groupe, mesure)
        inconnues = self._inconnues(systeme, niveau, groupe, mesure)
        bornes = intervalle(affiche, seuil(mesure))
        if bornes is None:
            systeme.retenir(cle, inconnues)
            return
        systeme.somme_entre(cle, inconnues, *bornes)
        if est_petit(affiche):
            systeme.cacher(cle, inconnues, bornes[1])

    def _restes(self) -> Iterator[tuple[str, str, str]]:
        """What is left of a total, where the total and all other parts are shown: anyone can
        compute it."""
        for total, parts in self.tables.partitions:
            for reste in (part for part in parts if part.startswith(RESTE)):
                for niveau in NIVEAUX:
                    montrees = {total, *parts} - {reste}
                    assez = self.total(reste) >= TOTAL_MINIMAL
                    if assez and not any((niveau, m) in self.absents for m in montrees):
                        yield from ((niveau, g, reste) for g in self.groupes(niveau))

    def _inconnues(self, systeme: Systeme, niveau: str, groupe: str, mesure: str) -> list[int]:
        membres = self.groupes(niveau)[groupe]
        return [self._inconnue(systeme, remise, mesure) for remise in membres]

    @staticmethod
    def _inconnue(systeme: Systeme, remise: Remise, mesure: str) -> int:
        return systeme.inconnue((remise.version, mesure), remise.comptes[mesure])

    # --- What it gives up -------------------------------------------------------------------------

    def retenir_un_voisin(self, systeme: Systeme, niveau: str, mesure: str) -> bool:
        """Withhold the smallest number still shown of this mesure at this level; False when none
        is left."""
        montrees = [
            (affiche, cle)
            for cle, affiche in self.cellules.items()
            if (cle[0], cle[2]) == (niveau, mesure) and isinstance(affiche, int)
        ]
        if not montrees:
            return False
        _, (_, groupe, _) = min(montrees)
        self.cellules[niveau, groupe, mesure] = RETENU
        cle = (self.fenetre, niveau, groupe, mesure)
        systeme.retenir(cle, self._inconnues(systeme, niveau, groupe, mesure))
        return True

    def abandonner(self, systeme: Systeme, mesures: Iterable[str]) -> bool:
        """Publish these mesures at the next coarser level only; False when they are at none."""
        restants = [n for n in NIVEAUX for m in mesures if self._est_montree(n, m)]
        if not restants:
            return False
        for mesure in mesures:
            self._abandonner_au(systeme, restants[0], mesure)
        return True

    def _est_montree(self, niveau: str, mesure: str) -> bool:
        return any(n == niveau and m == mesure for n, _, m in self.cellules)

    def _abandonner_au(self, systeme: Systeme, niveau: str, mesure: str) -> None:
        self.absents.add((niveau, mesure))
        for groupe in self.groupes(niveau):
            self.cellules.pop((niveau, groupe, mesure), None)
            systeme.retirer((self.fenetre, niveau, groupe, mesure))
        for reste in self._restes_de(mesure):
            for groupe in self.groupes(niveau):
                systeme.retirer((self.fenetre, niveau, groupe, reste))

    def _restes_de(self, mesure: str) -> list[str]:
        """What can no longer be computed once this mesure is not shown."""
        return [
            part
            for total, parts in self.tables.partitions
            if mesure in (total, *parts)
            for part in parts
            if part.startswith(RESTE)
        ]

    def voisines_du_reste(self, reste: str) -> list[str]:
        """The parts that give away what is left of their total."""
        return [
            part
            for _, parts in self.tables.partitions
            if reste in parts
            for part in parts
            if not part.startswith(RESTE)
        ]

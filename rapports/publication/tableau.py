"""The numbers of one publication below the network, as they will be shown, and what they say."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from secrets import SystemRandom
from typing import Any, Self

from proximite.petits_nombres import PAS

from ..resultats import Methode
from .affichage import RETENU, Affiche, afficher, est_petit, intervalle
from .mesures import INEGALITES, RESTE, Seuils, Tables, seuil, seuils
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
    not published at that level. ``revise`` is what this one is a revision of, ``seuils`` the
    thresholds it was shown under."""

    fenetre: str
    remises: list[Remise]
    tables: Tables
    cellules: dict[tuple[str, str, str], Affiche] = field(default_factory=dict)
    absents: set[tuple[str, str]] = field(default_factory=set)
    revise: "Tableau | None" = None
    seuils: Seuils = field(default_factory=seuils)

    @classmethod
    def composer(cls, fenetre: str, remises: list[Remise], tables: Tables) -> Self:
        tableau = cls(fenetre, remises, tables)
        tableau.montrer()
        return tableau

    @classmethod
    def relire(
        cls, fenetre: str, remises: list[Remise], tables: Tables, audit: Mapping[str, Any]
    ) -> Self:
        tableau = cls(fenetre, remises, tables)
        tableau.reprendre(audit)
        return tableau

    def reprendre(self, audit: Mapping[str, Any]) -> None:
        """As it was published: cells as ``en_json`` gave them, under the thresholds of then."""
        ordinaire, sensible = audit["seuils"]
        self.seuils = ordinaire, sensible
        for niveau, groupes in audit["cellules"].items():
            for groupe, affiches in groupes.items():
                for mesure, affiche in affiches.items():
                    self.cellules[niveau, groupe, mesure] = affiche
        presents = {(niveau, mesure) for niveau, _, mesure in self.cellules}
        self.absents = {(n, m) for n in self.niveaux for m in self.tables.mesures} - presents

    @property
    def niveaux(self) -> Sequence[str]:
        return NIVEAUX

    @property
    def methode(self) -> str:
        return Methode.SOMME_DES_RAPPORTS.value

    @property
    def a_garder(self) -> dict[str, Any]:
        """What no frozen report gives, for later audits; nothing here."""
        return {}

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

    def seuil(self, mesure: str) -> int:
        return seuil(mesure, self.seuils)

    def compte(self, niveau: str, groupe: str, mesure: str) -> int:
        return sum(remise.comptes[mesure] for remise in self.groupes(niveau)[groupe])

    def total(self, mesure: str) -> int:
        return sum(remise.comptes[mesure] for remise in self.remises)

    def totaux(self) -> dict[tuple[str, str, str], int]:
        """Every true count, of the network and of each groupe."""
        return {("reseau", "", mesure): self.total(mesure) for mesure in self.tables.mesures} | {
            (niveau, groupe, mesure): self.compte(niveau, groupe, mesure)
            for niveau in self.niveaux
            for groupe in self.groupes(niveau)
            for mesure in self.tables.mesures
        }

    def en_json(self) -> dict[str, Any]:
        json: dict[str, Any] = {niveau: defaultdict(dict) for niveau in self.niveaux}
        for (niveau, groupe, mesure), affiche in self.cellules.items():
            json[niveau][groupe][mesure] = affiche
        return json

    def montrer(self) -> None:
        """Everything that may be shown, before any audit."""
        for mesure in self.publiees:
            if self.total(mesure) < TOTAL_MINIMAL:
                self.absents |= {(niveau, mesure) for niveau in self.niveaux}
                continue
            for niveau in self.niveaux:
                for groupe in self.groupes(niveau):
                    compte = self.compte(niveau, groupe, mesure)
                    self.cellules[niveau, groupe, mesure] = afficher(compte, self.seuil(mesure))

    # --- What it says -----------------------------------------------------------------------------

    def dire(self, systeme: Systeme) -> None:
        """Its facts and its hidden counts."""
        for remise in self.remises:
            for total, parts in self.tables.partitions:
                inconnues = [self._inconnue(systeme, remise, part) for part in parts]
                cle = ("partition", remise.version, total, parts)
                systeme.egale(cle, self._inconnue(systeme, remise, total), inconnues)
            self._dire_inegalites(systeme, remise)
        self._dire_reseau(systeme)
        for (niveau, groupe, mesure), affiche in self.cellules.items():
            self._dire_cellule(systeme, niveau, groupe, mesure, affiche)
        if self.revise:
            self._dire_ecarts(systeme, self.revise)
        for niveau, groupe, mesure in self._restes():
            if est_petit(afficher(self.compte(niveau, groupe, mesure), self.seuil(mesure))):
                inconnues = self._inconnues(systeme, niveau, groupe, mesure)
                systeme.cacher(
                    (self.fenetre, niveau, groupe, mesure), inconnues, self.seuil(mesure) - 1
                )

    def _dire_inegalites(self, systeme: Systeme, remise: Remise) -> None:
        """What the definitions imply besides, wherever it is true."""
        for grands, petits in INEGALITES:
            connues = [*grands, *petits]
            if not all(m in self.tables.mesures for m in connues):
                continue
            vrai = sum(c * remise.comptes[m] for m, c in grands.items())
            if vrai >= sum(c * remise.comptes[m] for m, c in petits.items()):
                termes = {self._inconnue(systeme, remise, m): c for m, c in grands.items()}
                termes |= {self._inconnue(systeme, remise, m): -c for m, c in petits.items()}
                systeme.au_moins(("inegalite", remise.version, *connues), termes)

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
        plancher = self.seuil(mesure)
        bornes = intervalle(affiche, plancher)
        if bornes is None:
            systeme.retenir(cle, inconnues, plancher)
            return
        systeme.somme_entre(cle, inconnues, *bornes)
        if est_petit(affiche):
            systeme.cacher(cle, inconnues, bornes[1])

    def _dire_ecarts(self, systeme: Systeme, revise: "Tableau") -> None:
        """The rule of revisions is known: a count moves by nothing, or by 5 at least."""
        avant, apres = revise.totaux(), self.totaux()
        for niveau, groupe, mesure in avant.keys() | apres.keys():
            nouvelles = self._membres(systeme, niveau, groupe, mesure)
            anciennes = revise._membres(systeme, niveau, groupe, mesure)
            ecart = apres.get((niveau, groupe, mesure), 0) - avant.get((niveau, groupe, mesure), 0)
            cle = (self.fenetre, "ecart", niveau, groupe, mesure)
            if ecart >= 0:
                systeme.difference(cle, nouvelles, anciennes, PAS if ecart else 0, bool(ecart))
            else:
                systeme.difference(cle, anciennes, nouvelles, PAS, True)

    def _membres(self, systeme: Systeme, niveau: str, groupe: str, mesure: str) -> list[int]:
        if mesure not in self.tables.mesures:
            return []
        if niveau == "reseau":
            return [self._inconnue(systeme, remise, mesure) for remise in self.remises]
        return self._inconnues(systeme, niveau, groupe, mesure)

    def _restes(self) -> Iterator[tuple[str, str, str]]:
        """What is left of a total, where the total and all other parts are shown: anyone can
        compute it."""
        for total, parts in self.tables.partitions:
            for reste in (part for part in parts if part.startswith(RESTE)):
                for niveau in self.niveaux:
                    montrees = {total, *parts} - {reste}
                    assez = self.total(reste) >= TOTAL_MINIMAL
                    if assez and not any((niveau, m) in self.absents for m in montrees):
                        yield from ((niveau, g, reste) for g in self.groupes(niveau))

    def _inconnues(self, systeme: Systeme, niveau: str, groupe: str, mesure: str) -> list[int]:
        membres = self.groupes(niveau).get(groupe, [])
        return [self._inconnue(systeme, remise, mesure) for remise in membres]

    @staticmethod
    def _inconnue(systeme: Systeme, remise: Remise, mesure: str) -> int:
        return systeme.inconnue((remise.version, mesure), remise.comptes[mesure])

    # --- What it gives up -------------------------------------------------------------------------

    def retenir_un_voisin(self, systeme: Systeme, niveau: str, mesure: str) -> bool:
        """Withhold one of the numbers still shown of this mesure at this level; False when none
        is left. Which one is drawn at random: its rank would tell its size."""
        montres = sorted(
            groupe
            for (n, groupe, m), affiche in self.cellules.items()
            if (n, m) == (niveau, mesure) and isinstance(affiche, int)
        )
        if not montres:
            return False
        groupe = SystemRandom().choice(montres)
        self.cellules[niveau, groupe, mesure] = RETENU
        cle = (self.fenetre, niveau, groupe, mesure)
        inconnues = self._inconnues(systeme, niveau, groupe, mesure)
        systeme.retenir(cle, inconnues, self.seuil(mesure))
        return True

    def abandonner(self, systeme: Systeme, mesures: Iterable[str]) -> bool:
        """Publish these mesures at the next coarser level only; False when they are at none."""
        restants = [n for n in self.niveaux for m in mesures if self._est_montree(n, m)]
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

"""The numbers of a synthesis below the network: each famille once over several periods.

They are counted again from the rows, by groupe: no sum of reports gives them. A reader knows that
a groupe’s count is at most the sum of its reports, at least that of each period, and that groupes
share few familles: each of these holds here whenever it is true, as if she knew it was.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from ..gel import figer
from ..models import Periode
from ..resultats import Methode, Rapport
from . import mesures
from .systeme import INFINI, Systeme
from .tableau import Remise, Tableau

NIVEAUX = ("region", "type_porteur", "milieu")
Comptes = dict[str, dict[str, dict[str, int]]]


def libelle(periodes: Sequence[Periode]) -> str:
    """« Synthèse, Janvier à mai 2024 – Novembre 2024 à mars 2025 »."""
    return f"Synthèse, {periodes[0].libelle} – {periodes[-1].libelle}"[:120]


def composer(
    fenetre: str, remises: list[Remise], rapports: Mapping[str, Mapping[str | None, Rapport]]
) -> "TableauDeSynthese":
    """From the reports of each split, by level."""
    comptes: Comptes = {
        niveau: {
            code or "": mesures.lire(figer(rapport)["chiffres"])
            for code, rapport in par_groupe.items()
        }
        for niveau, par_groupe in rapports.items()
    }
    return TableauDeSynthese.de(fenetre, remises, comptes)


def rouvrir(fenetre: str, remises: list[Remise], audit: Mapping[str, Any]) -> "TableauDeSynthese":
    modele = TableauDeSynthese.de(fenetre, remises, audit["comptes"])
    relu = TableauDeSynthese.relire(fenetre, modele.remises, modele.tables, audit["cellules"])
    relu.rapports, relu.reseau = remises, modele.reseau
    return relu


@dataclass
class TableauDeSynthese(Tableau):
    """``remises`` are its groupes, each as one report; ``rapports`` the reports it covers,
    ``reseau`` the network’s true counts."""

    rapports: list[Remise] = field(default_factory=list)
    reseau: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def de(cls, fenetre: str, rapports: list[Remise], comptes: Comptes) -> Self:
        """``comptes``: by level and groupe; « » is the network."""
        tous = [c for groupes in comptes.values() for c in groupes.values()]
        tables = mesures.tables(tous, {}, mesures.DE_SYNTHESE)
        remises = [
            Remise((fenetre, niveau, groupe), {niveau: groupe}, complets)
            for niveau, groupes in comptes.items()
            for groupe, lus in groupes.items()
            if groupe and (complets := mesures.completer(_garder(lus, tables), tables.partitions))
        ]
        ensemble = next(iter(comptes.values()))[""]
        tableau = cls(fenetre, remises, tables)
        tableau.rapports = rapports
        tableau.reseau = mesures.completer(_garder(ensemble, tables), tables.partitions)
        tableau.montrer()
        return tableau

    @property
    def methode(self) -> str:
        return Methode.FAMILLES_DISTINCTES.value

    @property
    def versions(self) -> frozenset[Any]:
        return frozenset(rapport.version for rapport in self.rapports)

    @property
    def comptes_a_garder(self) -> dict[str, Any]:
        comptes: dict[str, Any] = {niveau: {"": self.reseau} for niveau in NIVEAUX}
        for niveau in NIVEAUX:
            for groupe, (remise,) in self.groupes(niveau).items():
                comptes[niveau][groupe] = remise.comptes
        return comptes

    @cached_property
    def _groupes(self) -> dict[str, dict[str, list[Remise]]]:
        par_niveau: dict[str, dict[str, list[Remise]]] = defaultdict(dict)
        for remise in self.remises:
            ((niveau, groupe),) = remise.territoire.items()
            par_niveau[niveau][groupe] = [remise]
        return par_niveau

    def total(self, mesure: str) -> int:
        return self.reseau[mesure]

    def _dire_reseau(self, systeme: Systeme) -> None:
        for mesure in self.publiees:
            total = self.total(mesure)
            for niveau in NIVEAUX:
                groupes = self.groupes(niveau)
                inconnues = [self._inconnue(systeme, r, mesure) for (r,) in groupes.values()]
                somme = sum(r.comptes[mesure] for (r,) in groupes.values())
                cle = (self.fenetre, "reseau", niveau, mesure)
                if somme >= total:
                    plus = total if somme == total else INFINI
                    systeme.somme_entre(cle, inconnues, total, plus)
                for groupe, (remise,) in groupes.items():
                    self._dire_liens(systeme, niveau, groupe, mesure, remise)

    def _dire_liens(
        self, systeme: Systeme, niveau: str, groupe: str, mesure: str, remise: Remise
    ) -> None:
        """At most the sum of its reports; at least those of any one period."""
        distinctes = self._inconnue(systeme, remise, mesure)
        par_periode: dict[str, list[Remise]] = defaultdict(list)
        for rapport in self.rapports:
            if rapport.groupe(niveau) == groupe and mesure in rapport.comptes:
                par_periode[rapport.periode].append(rapport)
        tous = [r for rapports in par_periode.values() for r in rapports]
        if tous and remise.comptes[mesure] <= sum(r.comptes[mesure] for r in tous):
            parts = [self._inconnue(systeme, r, mesure) for r in tous]
            cle = (self.fenetre, "plafond", niveau, groupe, mesure)
            systeme.difference(cle, parts, [distinctes], 0)
        self._dire_nouvelles(systeme, niveau, groupe, mesure, remise, par_periode)
        for periode, rapports in par_periode.items():
            if remise.comptes[mesure] >= sum(r.comptes[mesure] for r in rapports):
                parts = [self._inconnue(systeme, r, mesure) for r in rapports]
                plancher = (self.fenetre, f"plancher {periode}", niveau, groupe, mesure)
                systeme.difference(plancher, [distinctes], parts, 0)

    def _dire_nouvelles(
        self,
        systeme: Systeme,
        niveau: str,
        groupe: str,
        mesure: str,
        remise: Remise,
        par_periode: Mapping[str, list[Remise]],
    ) -> None:
        """Familles that are new in a later period were in none before."""
        if mesure != "I-01" or not par_periode:
            return
        premiere, *suivantes = (par_periode[debut] for debut in sorted(par_periode))
        connues = [(r, "I-01") for r in premiere]
        connues += [(r, "I-01n") for rapports in suivantes for r in rapports]
        if remise.comptes[mesure] >= sum(r.comptes[m] for r, m in connues):
            parts = [self._inconnue(systeme, r, m) for r, m in connues]
            cle = (self.fenetre, "nouvelles", niveau, groupe, mesure)
            systeme.difference(cle, [self._inconnue(systeme, remise, mesure)], parts, 0)


def _garder(comptes: Mapping[str, int], tables: mesures.Tables) -> dict[str, int]:
    return {m: comptes[m] for m in tables.mesures if m in comptes}

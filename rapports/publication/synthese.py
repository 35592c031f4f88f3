"""The numbers of a synthesis below the network: each famille once over several periods.

They are counted again from the rows: no sum of reports gives them. A reader knows that nearly no
famille is of two territoires, that a territoire’s count is at most the sum of its reports, at least
that of each period: each of these holds here wherever it is true, as if she knew it was.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from ..gel import figer
from ..models import Periode
from ..resultats import Methode, Rapport
from . import mesures
from .systeme import INFINI, Systeme
from .tableau import NIVEAUX as TOUS_NIVEAUX
from .tableau import Remise, Tableau

TERRITOIRE, *NIVEAUX = TOUS_NIVEAUX
RESEAU = "reseau"
# By level and groupe; that of the network is « reseau », « ».
Comptes = Mapping[str, Mapping[str, Mapping[str, int]]]
Lieux = Mapping[str, Mapping[str, str]]


def libelle(periodes: Sequence[Periode]) -> str:
    """« Synthèse, Janvier à mai 2024 – Novembre 2024 à mars 2025 »."""
    return f"Synthèse, {periodes[0].libelle} – {periodes[-1].libelle}"[:120]


def composer(
    fenetre: str,
    rapports: list[Remise],
    calcules: Mapping[str, Mapping[str | None, Rapport]],
    lieux: Lieux,
) -> "TableauDeSynthese":
    """From the reports of each split, by level; ``lieux`` are the territoires as they are today,
    which is how they were split."""
    comptes: dict[str, dict[str, dict[str, int]]] = {RESEAU: {}}
    for niveau, par_groupe in calcules.items():
        lus = {code or "": mesures.lire(figer(r)["chiffres"]) for code, r in par_groupe.items()}
        comptes[RESEAU][""] = lus.pop("")
        comptes[niveau] = lus
    tableau = TableauDeSynthese.de(fenetre, rapports, comptes, lieux)
    tableau.montrer()
    return tableau


def rouvrir(fenetre: str, rapports: list[Remise], audit: Mapping[str, Any]) -> "TableauDeSynthese":
    tableau = TableauDeSynthese.de(fenetre, rapports, audit["comptes"], audit["lieux"])
    tableau.reprendre(audit)
    return tableau


@dataclass
class TableauDeSynthese(Tableau):
    """``remises`` are its territoires, whose numbers are not shown; ``rapports`` the reports it
    covers, ``comptes`` the true counts of groupes and of the network."""

    rapports: list[Remise] = field(default_factory=list)
    comptes: Comptes = field(default_factory=dict)

    @classmethod
    def de(cls, fenetre: str, rapports: list[Remise], comptes: Comptes, lieux: Lieux) -> Self:
        tous = [lus for groupes in comptes.values() for lus in groupes.values()]
        tables = mesures.tables(tous, {}, mesures.DE_SYNTHESE)
        complets = {
            niveau: {
                groupe: mesures.completer(_garder(lus, tables), tables.partitions)
                for groupe, lus in groupes.items()
            }
            for niveau, groupes in comptes.items()
        }
        remises = [
            Remise((fenetre, code), lieux[code], lus)
            for code, lus in complets[TERRITOIRE].items()
            if code in lieux
        ]
        tableau = cls(fenetre, remises, tables)
        tableau.rapports, tableau.comptes = rapports, complets
        return tableau

    @property
    def niveaux(self) -> Sequence[str]:
        return NIVEAUX

    @property
    def methode(self) -> str:
        return Methode.FAMILLES_DISTINCTES.value

    @property
    def versions(self) -> frozenset[Any]:
        return frozenset(rapport.version for rapport in self.rapports)

    @property
    def a_garder(self) -> dict[str, Any]:
        lieux = {str(r.territoire["code"]): dict(r.territoire) for r in self.remises}
        return {"comptes": self.comptes, "lieux": lieux}

    def compte(self, niveau: str, groupe: str, mesure: str) -> int:
        return self.comptes[niveau][groupe][mesure]

    def total(self, mesure: str) -> int:
        return self.comptes[RESEAU][""][mesure]

    # --- What it says -----------------------------------------------------------------------------

    def dire(self, systeme: Systeme) -> None:
        super().dire(systeme)
        for niveau in self.niveaux:
            for groupe in self.groupes(niveau):
                self._dire_partitions_du_groupe(systeme, niveau, groupe)
        for remise in self.remises:
            self._dire_liens(systeme, remise)

    def _inconnues(self, systeme: Systeme, niveau: str, groupe: str, mesure: str) -> list[int]:
        """Of its territoires, where their counts add up; else of the groupe itself, which counts
        once the familles of two of them."""
        membres = super()._inconnues(systeme, niveau, groupe, mesure)
        vrai = self.compte(niveau, groupe, mesure)
        somme = sum(remise.comptes[mesure] for remise in self.groupes(niveau)[groupe])
        if somme == vrai:
            return membres
        propre = systeme.inconnue((self.fenetre, niveau, groupe, mesure), vrai)
        if somme > vrai:
            cle = (self.fenetre, "communes", niveau, groupe, mesure)
            systeme.difference(cle, membres, [propre], 0)
        return [propre]

    def _dire_partitions_du_groupe(self, systeme: Systeme, niveau: str, groupe: str) -> None:
        for total, parts in self.tables.partitions:
            termes = Counter(self._inconnues(systeme, niveau, groupe, total))
            for part in parts:
                termes.subtract(self._inconnues(systeme, niveau, groupe, part))
            cle = (self.fenetre, "partition", niveau, groupe, total, parts)
            systeme.egalite(cle, termes)

    def _dire_reseau(self, systeme: Systeme) -> None:
        for mesure in self.publiees:
            total = self.total(mesure)
            territoires = [self._inconnue(systeme, r, mesure) for r in self.remises]
            self._dire_somme(systeme, TERRITOIRE, mesure, territoires, total)
            for niveau in self.niveaux:
                groupes = self.groupes(niveau)
                inconnues = [
                    i
                    for groupe in groupes
                    for i in self._inconnues(systeme, niveau, groupe, mesure)
                ]
                self._dire_somme(systeme, niveau, mesure, inconnues, total)

    def _dire_somme(
        self, systeme: Systeme, niveau: str, mesure: str, inconnues: list[int], total: int
    ) -> None:
        somme = sum(systeme.vrais[i] for i in inconnues)
        if somme >= total:
            plus = total if somme == total else INFINI
            systeme.somme_entre((self.fenetre, RESEAU, niveau, mesure), inconnues, total, plus)

    def _dire_liens(self, systeme: Systeme, remise: Remise) -> None:
        """At most the sum of its reports; at least those of any one period, and the first one with
        the familles that were new in the others."""
        siens = [r for r in self.rapports if r.territoire["code"] == remise.territoire["code"]]
        siens.sort(key=lambda rapport: rapport.periode)
        for mesure in self.tables.mesures:
            reunis = [(r, mesure) for r in siens if mesure in r.comptes]
            self._dire_borne(systeme, remise, mesure, reunis, -1)
            for rapport, _ in reunis:
                self._dire_borne(systeme, remise, mesure, [(rapport, mesure)], 1)
        suivantes = [(r, "I-01n") for r in siens[1:] if "I-01n" in r.comptes]
        if siens and "I-01" in self.tables.mesures:
            self._dire_borne(systeme, remise, "I-01", [(siens[0], "I-01"), *suivantes], 1)

    def _dire_borne(
        self,
        systeme: Systeme,
        remise: Remise,
        mesure: str,
        connues: Sequence[tuple[Remise, str]],
        sens: int,
    ) -> None:
        """The territoire’s count against these of its reports: at least (1), at most (-1)."""
        vrai, autre = remise.comptes[mesure], sum(r.comptes[m] for r, m in connues)
        if not connues or (vrai - autre) * sens < 0:
            return
        distinctes = [self._inconnue(systeme, remise, mesure)]
        parts = [self._inconnue(systeme, r, m) for r, m in connues]
        nom = "+".join(f"{r.version} {m}" for r, m in connues)
        cle = (self.fenetre, f"borne {sens} {nom}", remise.version, mesure)
        grands, petits = (distinctes, parts) if sens > 0 else (parts, distinctes)
        systeme.difference(cle, grands, petits, 0)


def _garder(comptes: Mapping[str, int], tables: mesures.Tables) -> dict[str, int]:
    return {m: comptes[m] for m in tables.mesures if m in comptes}

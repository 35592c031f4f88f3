"""Random networks published one period after the other, as the network would, and what is read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from rapports.publication import mesures
from rapports.publication.protection import proteger
from rapports.publication.synthese import TableauDeSynthese
from rapports.publication.tableau import NIVEAUX, Remise, Tableau
from tests.rapports.publication.lecteur import PAS, SOUS_SECTEURS, Lecture
from tests.rapports.publication.registres_publies import PERIODES, Comptes, Reseau

# The publishing core, or a rule that protects less.
Publier = Callable[[Tableau, list[Tableau]], None]


def prudemment(tableau: Tableau, deja: list[Tableau]) -> None:
    proteger(tableau, deja, lambda: None)


def sans_audit(tableau: Tableau, deja: list[Tableau]) -> None:
    """Rounded and « <5 », nothing withheld."""


def naivement(tableau: Tableau, deja: list[Tableau]) -> None:
    """« Hide under 5, show the rest »: rounding apart, a number is what it is."""
    for niveau, groupe, mesure in tableau.cellules:
        compte = tableau.compte(niveau, groupe, mesure)
        if compte >= tableau.seuil(mesure):
            tableau.cellules[niveau, groupe, mesure] = compte


@dataclass
class Journal:
    """What was published, in order; ``refus`` counts what could not be."""

    reseau: Reseau
    publier: Publier
    tableaux: list[Tableau] = field(default_factory=list)
    lectures: list[Lecture] = field(default_factory=list)
    refus: int = 0

    def derouler(self) -> list[Lecture]:
        """Four periods, each with its revision when late reports came; then the synthesis."""
        for rang in range(len(PERIODES)):
            a_temps = self.reseau.a_temps(rang)
            if a_temps and self.periode(rang, a_temps) and a_temps != self.reseau.tous(rang):
                self.periode(rang, self.reseau.tous(rang))
        if any("I-01" in comptes for comptes in self.reseau.distincts.values()):
            self.synthese()
        return self.lectures

    def periode(self, rang: int, territoires: list[str]) -> bool:
        lus = {t: self.reseau.comptes[rang, t] for t in territoires}
        tables = mesures.tables(lus.values(), SOUS_SECTEURS)
        remises = [self._remise(rang, t, comptes, tables) for t, comptes in lus.items()]
        tableau = Tableau.composer(f"{PERIODES[rang]} {len(self.tableaux)}", remises, tables)
        avant = [t for t in self.tableaux if t.fenetre.startswith(PERIODES[rang])]
        if avant:
            tableau.revise = avant[-1]
        if avant and _change_trop_peu(avant[-1], tableau):
            self.refus += 1
            return False
        return self._garder(tableau, [PERIODES[rang]])

    def synthese(self) -> bool:
        """Of the reports that were published, of every period."""
        derniers = {t.remises[0].periode: t for t in self.tableaux}
        publies = sorted(
            (PERIODES.index(r.periode), r.territoire["code"])
            for tableau in derniers.values()
            for r in tableau.remises
        )
        if {rang for rang, _ in publies} != {rang for rang, _ in self.reseau.comptes}:
            return False
        lus = [(cle, self.reseau.comptes[cle]) for cle in publies]
        rapports = [self._remise(*cle, c, mesures.tables([c], SOUS_SECTEURS)) for cle, c in lus]
        presents = sorted({t for _, t in publies})
        comptes = {"reseau": {"": self._distincts(presents)}} | {
            niveau: {
                groupe: self._distincts([t for t in presents if self._lieu(t)[niveau] == groupe])
                for groupe in sorted({self._lieu(t)[niveau] for t in presents})
            }
            for niveau in NIVEAUX
        }
        lieux = {t: {"code": t, **self.reseau.lieux[t]} for t in presents}
        fenetre = f"synthese {len(self.tableaux)}"
        tableau = TableauDeSynthese.de(fenetre, rapports, comptes, lieux)
        tableau.montrer()
        return self._garder(tableau, list(derniers))

    def _lieu(self, territoire: str) -> dict[str, str]:
        return {"territoire": territoire, **self.reseau.lieux[territoire]}

    def _distincts(self, territoires: Iterable[str]) -> Comptes:
        tous = [self.reseau.distincts[t] for t in territoires]
        return {nom: sum(comptes[nom] for comptes in tous) for nom in tous[0]}

    def _remise(
        self, rang: int, territoire: str, comptes: Comptes, tables: mesures.Tables
    ) -> Remise:
        lieu = {"code": territoire, **self.reseau.lieux[territoire]}
        complets = mesures.completer(comptes, tables.partitions)
        return Remise(f"{PERIODES[rang]} {territoire}", lieu, complets, PERIODES[rang])

    def _garder(self, tableau: Tableau, periodes: list[str]) -> bool:
        try:
            self.publier(tableau, self._lies(tableau))
        except ValidationError:
            self.refus += 1
            return False
        self.tableaux.append(tableau)
        self.lectures.append(self._lecture(tableau, periodes))
        return True

    def _lies(self, tableau: Tableau) -> list[Tableau]:
        """What was published of the same reports, and of those published with them."""
        lies, versions = [], set(tableau.versions)
        while proches := [t for t in self.tableaux if t not in lies and versions & t.versions]:
            lies += proches
            versions = versions.union(*(t.versions for t in proches))
        return lies

    def _lecture(self, tableau: Tableau, periodes: list[str]) -> Lecture:
        remises = getattr(tableau, "rapports", None) or tableau.remises
        rapports = {(r.periode, r.territoire["code"]): str(r.version) for r in remises}
        return Lecture(contenu(tableau, periodes, remises), rapports, self.reseau.lieux)


def _change_trop_peu(ancien: Tableau, nouveau: Tableau) -> bool:
    """A revision is refused when a count would move by 1 to 4 (SECURITE « Aggregates »)."""
    avant, apres = ancien.totaux(), nouveau.totaux()
    return any(
        0 < abs(apres.get(c, 0) - avant.get(c, 0)) < PAS for c in avant.keys() | apres.keys()
    )


def contenu(tableau: Tableau, periodes: list[str], remises: Iterable[Remise]) -> dict[str, Any]:
    """The part of ``Publication.contenu`` that holds counts below the network, and their totals."""
    est_synthese = isinstance(tableau, TableauDeSynthese)
    noms = {nom for r in remises for nom in r.comptes if not nom.startswith("~")}
    sommes = {nom: sum(r.comptes.get(nom, 0) for r in remises) for nom in noms}
    distinctes = {nom: tableau.total(nom) for nom in tableau.publiees}
    return {
        "genre": "synthese" if est_synthese else "periode",
        "periodes": [{"debut": debut} for debut in periodes],
        "reseau": {
            "familles_distinctes": {"chiffres": _chiffres(distinctes)},
            "somme_des_rapports": {"chiffres": _chiffres(sommes)},
        },
        "groupes": {niveau: _groupes(tableau, niveau) for niveau in NIVEAUX},
    }


def _chiffres(comptes: Comptes) -> dict[str, Any]:
    """As indicators: a count that is only ever a denominator stays under its own."""
    return {
        nom: {"n": n, "d": comptes.get(f"{nom}/d"), "m": None}
        for nom, n in comptes.items()
        if not nom.endswith("/d")
    }


def _groupes(tableau: Tableau, niveau: str) -> dict[str, Any]:
    groupes: dict[str, Any] = {}
    for cle, (n, d) in tableau.tables.indicateurs.items():
        for groupe in {g for v, g, m in tableau.cellules if (v, m) == (niveau, n)}:
            ligne = groupes.setdefault(groupe, {"libelle": groupe, "chiffres": {}})
            sous = None if d is None else tableau.cellules.get((niveau, groupe, d), "retenu")
            ligne["chiffres"][cle] = {"n": tableau.cellules[niveau, groupe, n], "d": sous}
    return groupes

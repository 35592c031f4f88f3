"""What an attentive reader of publications writes down: numbers seen, and what definitions say.

Nothing here comes from the publishing code: the rules are those of SECURITE « Aggregates », the
ties between figures those of ``docs/indicateurs.md``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

NIVEAUX = ("milieu", "type_porteur", "region", "territoire")
PAS = 5

# The published figure « I-03 » shows the count « I-02 » over the count « I-01 »; « I-14/d » is the
# count under I-14.
NUMERATEURS = {"I-03": "I-02", "I-03x": "I-02x", "I-04r": "I-04"}
DENOMINATEURS = {
    **dict.fromkeys(("I-03", "I-03x", "I-04r", "I-08"), "I-01"),
    **dict.fromkeys(("I-05", "I-06", "I-07a", "I-07b"), "I-04"),
    **dict.fromkeys(("I-10", "I-10.0", "I-10.1", "I-10.2"), "I-10a"),
    **dict.fromkeys(("I-12p", "I-13", "I-15", "I-18"), "I-19"),
    "I-11s": "I-11",
    "I-12b": "I-12a/d",
}
# A total, and what it is the sum of; « I-13.* » is every secteur.
SOMMES = (
    ("I-01", ("I-01n", "I-01r")),
    ("I-04", ("I-05", "I-06", "I-07a", "I-07b")),
    ("I-10a", ("I-10.0", "I-10.1", "I-10.2", "I-10")),
    ("I-19", ("I-13.*",)),
    ("I-19", ("I-12a/d", "I-12p")),
    ("I-19", ("I-18.*",)),
    ("I-11", ("I-11s.*",)),
    ("I-20", ("I-20.*",)),
    ("I-22", ("I-22.*",)),
    ("I-00", ("I-09.*/d",)),
)
# What a whole holds without being filled.
INCLUSIONS = (
    ("I-01", ("I-02", "I-02x")),
    ("I-02", ("I-08",)),
    ("I-01n", ("I-09.*",)),
    ("I-12a/d", ("I-12a",)),
    ("I-12a", ("I-12b",)),
    ("I-19", ("I-14/d",)),
    ("I-14/d", ("I-14",)),
    ("I-19", ("I-15",)),
)
REPONDUS = (
    "I-18.reponse_recue",
    "I-18.acceptee",
    "I-18.liste_attente",
    "I-18.refusee_partenaire",
    "I-18.service_amorce",
    "I-18.terminee",
)
# Ties across tables, that only someone who reads the definitions closely sees: this many times each
# count, in all, is at least zero. Every famille jointe has an active accompagnement; those that led
# to three référencements or more account for three each; answered is one of the answered états, or
# given up after an answer.
LIENS_FINS: tuple[dict[str, int], ...] = (
    {"I-10a": 1, "I-01": -1},
    {"I-19": 1, "I-10.1": -1, "I-10.2": -2, "I-10": -3},
    {"I-15": 1, **dict.fromkeys(REPONDUS, -1)},
    {"I-15": -1, "I-18.abandonnee_famille": 1, **dict.fromkeys(REPONDUS, 1)},
)
SOUS_SECTEURS = {"protection_jeunesse": "sante_services_sociaux"}

Bornes = tuple[float, float]


@dataclass(frozen=True)
class Lecture:
    """A publication as it is read. ``rapports``: (first day of the period, territoire) → which
    report, the same word where the same report was read in an earlier publication. ``lieux``:
    territoire → its région, type_porteur and milieu, which the directory tells."""

    contenu: Mapping[str, Any]
    rapports: Mapping[tuple[str, str], str]
    lieux: Mapping[str, Mapping[str, str]]

    @property
    def est_synthese(self) -> bool:
        return self.contenu["genre"] == "synthese"

    def groupe(self, niveau: str, territoire: str) -> str:
        return territoire if niveau == "territoire" else self.lieux[territoire][niveau]

    def membres(self, niveau: str, groupe: str) -> list[str]:
        return [t for t in self.territoires if self.groupe(niveau, t) == groupe]

    @property
    def territoires(self) -> list[str]:
        return sorted({territoire for _, territoire in self.rapports})

    @property
    def periodes(self) -> list[str]:
        return sorted({periode for periode, _ in self.rapports})

    def exacts(self, methode: str) -> dict[str, int]:
        """The network’s counts: « familles_distinctes » or « somme_des_rapports »."""
        vus: dict[str, int] = {}
        for identifiant, ligne in self.contenu["reseau"][methode]["chiffres"].items():
            vus[numerateur(identifiant)] = ligne["n"]
            if ligne["d"] is not None:
                vus[denominateur(identifiant)] = ligne["d"]
        return vus

    def cellules(self) -> dict[tuple[str, str, str], int | str]:
        """What is shown at (niveau, groupe, count)."""
        vues: dict[tuple[str, str, str], int | str] = {}
        for niveau in NIVEAUX:
            for groupe, ligne in self.contenu["groupes"].get(niveau, {}).items():
                for identifiant, vu in ligne["chiffres"].items():
                    vues[niveau, groupe, numerateur(identifiant)] = vu["n"]
        return vues | self._denominateurs(vues)

    def _denominateurs(
        self, deja: Mapping[tuple[str, str, str], int | str]
    ) -> dict[tuple[str, str, str], int | str]:
        """Counts that are only ever seen under another; « retenu » everywhere is not published."""
        vues: dict[tuple[str, str, str], int | str] = {}
        for niveau in NIVEAUX:
            for groupe, ligne in self.contenu["groupes"].get(niveau, {}).items():
                for identifiant, vu in ligne["chiffres"].items():
                    cle = (niveau, groupe, denominateur(identifiant))
                    if vu["d"] is not None and cle not in deja:
                        vues[cle] = vu["d"]
        publies = {(niveau, nom) for (niveau, _, nom), vu in vues.items() if vu != "retenu"}
        return {cle: vu for cle, vu in vues.items() if (cle[0], cle[2]) in publies}


def numerateur(identifiant: str) -> str:
    return NUMERATEURS.get(identifiant, identifiant)


def denominateur(identifiant: str) -> str:
    famille = identifiant.partition(".")[0]
    repli = DENOMINATEURS.get(famille, f"{identifiant}/d") if "." in identifiant else None
    return DENOMINATEURS.get(identifiant) or repli or f"{identifiant}/d"


def bornes(vu: int | str, seuil: int) -> Bornes:
    """What a cell says. One that is withheld is not small, or it would be shown so."""
    if vu == "retenu":
        return seuil, inf
    if isinstance(vu, str):
        return 0, int(vu.removeprefix("<")) - 1
    return max(seuil, vu - PAS // 2), vu + PAS // 2


def seuils(cellules: Mapping[tuple[str, str, str], int | str]) -> dict[str, int]:
    """« <10 » anywhere says that this count is sensitive; otherwise the common threshold."""
    return {
        nom: int(vu.removeprefix("<"))
        for (_, _, nom), vu in cellules.items()
        if isinstance(vu, str) and vu != "retenu"
    }


def etaler(modele: str, noms: Iterable[str]) -> list[str]:
    """The counts that « I-13.* » stands for, sous-secteurs left in their secteur."""
    if "*" not in modele:
        return [modele] if modele in noms else []
    debut, _, fin = modele.partition("*")
    return [
        nom
        for nom in noms
        if nom.startswith(debut) and nom.endswith(fin) and nom.endswith("/d") == (fin == "/d")
        if not est_sous_secteur(nom, noms)
    ]


def est_sous_secteur(nom: str, noms: Iterable[str]) -> bool:
    modele, _, valeur = nom.partition(".")
    return valeur in SOUS_SECTEURS and f"{modele}.{SOUS_SECTEURS[valeur]}" in noms


def liens(noms: set[str], *, fins: bool) -> list[tuple[dict[str, int], float]]:
    """Ties between the counts of one report: (times each, most of the sum), whose least is 0."""
    trouves: list[tuple[dict[str, int], float]] = []
    for table, plus in ((SOMMES, 0.0), (INCLUSIONS, inf)):
        for total, modeles in table:
            parts = [nom for modele in modeles for nom in etaler(modele, sorted(noms))]
            if total in noms and parts and all("*" in m or m in noms for m in modeles):
                trouves.append(({total: 1, **dict.fromkeys(parts, -1)}, plus))
    for nom in sorted(noms):
        if est_sous_secteur(nom, noms):
            modele, _, valeur = nom.partition(".")
            trouves.append(({f"{modele}.{SOUS_SECTEURS[valeur]}": 1, nom: -1}, inf))
    if fins:
        complets = [lien for lien in LIENS_FINS if _se_lit(lien, noms)]
        trouves += [({n: f for n, f in lien.items() if n in noms}, inf) for lien in complets]
    return trouves


def _se_lit(lien: Mapping[str, int], noms: set[str]) -> bool:
    """An état that no network figure names holds nobody, where états are published at all."""
    etats = [nom for nom in lien if nom.startswith("I-18.")]
    return noms.issuperset(lien.keys() - set(etats)) and (not etats or not noms.isdisjoint(etats))

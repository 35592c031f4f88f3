"""Random networks with four periods of accepted reports.

Familles are drawn by when they came and in which periods they were accompanied, so that every tie
between figures and between periods is true by construction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from tests.rapports.publication.lecteur import REPONDUS, SOUS_SECTEURS

PERIODES = ("2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01")
BLOCS = ("portee", "enfants", "demarchage", "referencements", "reponses", "recus", "besoins")
# From 2 to 12 territoires; most networks are small, for the larger ones take long to publish.
NOMBRES = np.array([1 / n**2.2 for n in range(2, 13)])
NOMBRES /= NOMBRES.sum()
PETIT_RESEAU = 4
VALEURS = {
    "I-09": ("parcs", "porte_a_porte", "reseaux_sociaux", "bouche_a_oreille"),
    "I-13": ("logement", "sante_mentale", "immigration", "scolaire", "violence_conjugale"),
    "I-11s": ("logement", "famille_enfance", "sante_mentale", "autre"),
    "I-20": ("logement", "repit", "securite", "transport", "sante_mentale"),
    "I-22": ("logement", "garde_places", "sante_mentale_acces", "autre"),
}
ETATS = ("mediation_faite", "sans_reponse", "acceptee", "refusee_partenaire", "abandonnee_famille")
ETATS_REPONDUS = ("acceptee", "refusee_partenaire")
# When a famille came (-1: before the first period) and the periods in which she is accompanied.
PARCOURS = [
    (debut, actives)
    for debut in range(-1, len(PERIODES))
    for n in range(1, len(PERIODES) + 1)
    for actives in combinations(range(max(debut, 0), len(PERIODES)), n)
    if debut < 0 or debut in actives
]

Comptes = dict[str, int]
Hasard = np.random.Generator


@dataclass
class Reseau:
    """``comptes``: the reports by (rank of the period, territoire); ``distincts``: the familles of
    all periods by territoire, each once."""

    lieux: dict[str, dict[str, str]]
    comptes: dict[tuple[int, str], Comptes] = field(default_factory=dict)
    distincts: dict[str, Comptes] = field(default_factory=dict)
    retards: set[tuple[int, str]] = field(default_factory=set)

    def a_temps(self, rang: int) -> list[str]:
        return [t for p, t in self.comptes if p == rang and (p, t) not in self.retards]

    def tous(self, rang: int) -> list[str]:
        return [t for p, t in self.comptes if p == rang]


@dataclass(frozen=True)
class Tirage:
    """What one report’s tables are drawn from: its familles, the values in use, the counts that it
    already has."""

    hasard: Hasard
    jointes: int
    nouvelles: int
    valeurs: Mapping[str, tuple[str, ...]]
    deja: Comptes

    def completer(self, blocs: set[str]) -> Comptes:
        if not blocs.isdisjoint(("portee", "demarchage")):
            reconduites = self.jointes - self.nouvelles
            self.deja.update({"I-01": self.jointes, "I-01n": self.nouvelles, "I-01r": reconduites})
        for bloc, faire in AUTRES_BLOCS.items():
            if bloc in blocs:
                self.deja.update(faire(self))
        return self.deja

    def partager(self, total: int, modele: str) -> Comptes:
        noms = [f"{modele}.{v}" for v in self.valeurs[modele] if v not in SOUS_SECTEURS]
        return _partager(self.hasard, total, noms)


# --- Drawing --------------------------------------------------------------------------------------


def tirer(graine: int, blocs: Iterable[str] | None = None) -> Reseau:
    """One or two tables over 2 to 12 territoires, some of them empty."""
    hasard = np.random.default_rng(graine)
    combien = int(hasard.choice(range(2, 13), p=NOMBRES))
    tables = 2 if combien <= PETIT_RESEAU and hasard.random() < 0.4 else 1
    choisis = set(blocs or hasard.choice(BLOCS, size=tables, replace=False))
    valeurs = {
        modele: tuple(hasard.choice(v, size=int(hasard.integers(2, 4)), replace=False))
        for modele, v in VALEURS.items()
    }
    if hasard.random() < 0.3:
        valeurs["I-13"] += ("sante_services_sociaux", "protection_jeunesse")
    reseau = Reseau(_lieux(hasard, combien))
    echelle = hasard.uniform(0, 4)
    for territoire in reseau.lieux:
        taille = 0 if hasard.random() < 0.1 else int(hasard.lognormal(echelle, 0.9))
        _remplir(reseau, hasard, territoire, min(taille, 400), choisis, valeurs)
    _retarder(reseau, hasard)
    return reseau


def _lieux(hasard: Hasard, combien: int) -> dict[str, dict[str, str]]:
    regions = [f"{n:02}" for n in range(1, 2 + int(hasard.integers(0, max(2, combien // 2))))]
    return {
        f"t{n:02}": {
            "region": str(hasard.choice(regions)),
            "type_porteur": str(hasard.choice(["OCF", "CPSC", "OCF_CPSC"], p=[0.7, 0.2, 0.1])),
            "milieu": str(hasard.choice(["rural", "urbain"])),
        }
        for n in range(combien)
    }


def _remplir(
    reseau: Reseau,
    hasard: Hasard,
    territoire: str,
    taille: int,
    blocs: set[str],
    valeurs: Mapping[str, tuple[str, ...]],
) -> None:
    familles = hasard.multinomial(taille, hasard.dirichlet(np.full(len(PARCOURS), 0.5)))
    isolement = np.array(
        [hasard.multinomial(n, hasard.dirichlet((2, 1, 0.5, 1))) for n in familles]
    )
    enfants = np.array(
        [hasard.multinomial(n + hasard.poisson(0.9 * n), (0.1, 0.5, 0.3, 0.1)) for n in familles]
    )
    reseau.distincts[territoire] = _portee(isolement, enfants, blocs)
    for rang in range(len(PERIODES)):
        ici = np.array([rang in actives for _, actives in PARCOURS])
        commencent = np.array([debut == rang for debut, _ in PARCOURS])
        comptes = _portee(isolement[ici], enfants[ici], blocs)
        jointes, nouvelles = int(familles[ici].sum()), int(familles[commencent].sum())
        tirage = Tirage(hasard, jointes, nouvelles, valeurs, comptes)
        reseau.comptes[rang, territoire] = tirage.completer(blocs)


def _portee(isolement: np.ndarray, enfants: np.ndarray, blocs: set[str]) -> Comptes:
    comptes: Comptes = {}
    if "portee" in blocs:
        visees, sans, inconnues, autres = (int(n) for n in isolement.sum(axis=0))
        comptes |= {"I-01": visees + sans + inconnues + autres, "I-02": visees + sans}
        comptes |= {"I-02x": inconnues, "I-08": visees}
    if "enfants" in blocs:
        ages = (int(n) for n in enfants.sum(axis=0))
        parts = dict(zip(("I-05", "I-06", "I-07a", "I-07b"), ages, strict=True))
        comptes |= {"I-04": sum(parts.values())} | parts
    return comptes


def _partager(hasard: Hasard, total: int, noms: Iterable[str]) -> Comptes:
    noms = list(noms)
    parts = hasard.multinomial(total, hasard.dirichlet(np.full(len(noms), 0.7)))
    return dict(zip(noms, (int(n) for n in parts), strict=True))


def _demarchage(tirage: Tirage) -> Comptes:
    noms = [f"I-09.{v}" for v in tirage.valeurs["I-09"]]
    par_voie = _partager(tirage.hasard, tirage.nouvelles, [*noms, "autre voie"])
    del par_voie["autre voie"]
    rencontres = {f"{nom}/d": int(tirage.hasard.poisson(1 + 3 * n)) for nom, n in par_voie.items()}
    return {**par_voie, **rencontres, "I-00": sum(rencontres.values())}


def _accompagnements(tirage: Tirage) -> Comptes:
    """By how many référencements they led to, and how many in all."""
    if "I-19" in tirage.deja:
        return {}
    actifs = tirage.jointes + int(tirage.hasard.binomial(tirage.jointes, 0.05))
    parts = _partager(tirage.hasard, actifs, ["I-10.0", "I-10.1", "I-10.2", "I-10"])
    faits = parts["I-10.1"] + 2 * parts["I-10.2"] + 3 * parts["I-10"]
    faits += int(tirage.hasard.poisson(0.8 * parts["I-10"])) if parts["I-10"] else 0
    return {"I-10a": actifs, "I-19": faits} | parts


def _referencements(tirage: Tirage) -> Comptes:
    comptes = _accompagnements(tirage)
    faits = (tirage.deja | comptes)["I-19"]
    natures = _partager(tirage.hasard, faits, ["oca", "oc", "public", "I-12p"])
    comptes |= {"I-12p": natures["I-12p"], "I-12b": natures["oca"]}
    comptes |= {"I-12a": natures["oca"] + natures["oc"], "I-12a/d": faits - natures["I-12p"]}
    comptes |= tirage.partager(faits, "I-13")
    for enfant, secteur in SOUS_SECTEURS.items():
        if enfant in tirage.valeurs["I-13"]:
            du_secteur = comptes[f"I-13.{secteur}"]
            comptes[f"I-13.{enfant}"] = int(tirage.hasard.binomial(du_secteur, 0.3))
    return comptes


def _reponses(tirage: Tirage) -> Comptes:
    hasard, comptes = tirage.hasard, _accompagnements(tirage)
    faits = (tirage.deja | comptes)["I-19"]
    etats = dict.fromkeys(REPONDUS, 0)
    etats |= _partager(hasard, faits, [f"I-18.{etat}" for etat in ETATS])
    repondus = sum(etats[f"I-18.{etat}"] for etat in ETATS_REPONDUS)
    repondus += int(hasard.binomial(etats["I-18.abandonnee_famille"], 0.5))
    observes = int(hasard.binomial(faits, 0.8))
    suivis = {"I-14/d": observes, "I-14": int(hasard.binomial(observes, 0.7))}
    return comptes | etats | suivis | {"I-15": repondus, "I-16": int(hasard.poisson(repondus))}


def _recus(tirage: Tirage) -> Comptes:
    recus = int(tirage.hasard.poisson(tirage.jointes / 3))
    trous = int(tirage.hasard.poisson(tirage.jointes / 2))
    parts = tirage.partager(recus, "I-11s") | tirage.partager(trous, "I-22")
    return {"I-11": recus, "I-22": trous} | parts


def _besoins(tirage: Tirage) -> Comptes:
    besoins = int(tirage.hasard.poisson(1.5 * tirage.jointes))
    return {"I-20": besoins} | tirage.partager(besoins, "I-20")


AUTRES_BLOCS = {
    "demarchage": _demarchage,
    "referencements": _referencements,
    "reponses": _reponses,
    "recus": _recus,
    "besoins": _besoins,
}


def _retarder(reseau: Reseau, hasard: Hasard) -> None:
    """Some reports never come; some come late, often large enough to be published as a revision."""
    for cle in [c for c in reseau.comptes if hasard.random() < 0.05]:
        if len(reseau.tous(cle[0])) > 1:
            del reseau.comptes[cle]
    for rang in range(len(PERIODES)):
        if hasard.random() < 0.3 and len(reseau.tous(rang)) > 2:
            for territoire in hasard.choice(reseau.tous(rang), size=int(hasard.integers(1, 3))):
                reseau.retards.add((rang, str(territoire)))
                if hasard.random() < 0.6:
                    _grossir(reseau, str(territoire))


def _grossir(reseau: Reseau, territoire: str) -> None:
    """Every count of this territoire five times as large: none is between 1 and 4."""
    for cle in [c for c in reseau.comptes if c[1] == territoire]:
        reseau.comptes[cle] = {nom: 5 * n for nom, n in reseau.comptes[cle].items()}
    distincts = reseau.distincts[territoire]
    reseau.distincts[territoire] = {nom: 5 * n for nom, n in distincts.items()}

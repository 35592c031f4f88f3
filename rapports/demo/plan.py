"""Who the familles of the pilot are, so that the totals are those of ``chiffres``."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from . import chiffres
from .chiffres import Age, Categorie
from .hasard import Hasard, repartir

ARRIVEES_DE_JANVIER = 0.16
REFERENCEMENTS_DE_PLUS = 4


@dataclass
class PlanFamille:
    """What is decided of a famille before its rows are made."""

    date_jointe: date
    frequentation: str
    enfants: list[Age] = field(default_factory=list)
    orientations: list[Categorie] = field(default_factory=list)


@dataclass
class PlanTerritoire:
    categories: list[Categorie]
    familles: list[PlanFamille]


def planifier(hasard: Hasard) -> list[PlanTerritoire]:
    tailles = repartir(
        chiffres.FAMILLES, [hasard.uniform(0.6, 1.5) for _ in range(chiffres.TERRITOIRES)]
    )
    presences = _presences(hasard)
    nombres = _nombres_de_referencements(hasard, tailles)
    orientations = _orientations(hasard, presences, [sum(n) for n in nombres])
    frequentations = _frequentations(hasard, tailles)
    fratries = iter(_fratries(hasard))
    return [
        PlanTerritoire(
            presences[t],
            [
                PlanFamille(
                    _date_jointe(hasard, nombre),
                    frequentations[t].pop(),
                    next(fratries),
                    [next(orientations[t]) for _ in range(nombre)],
                )
                for nombre in nombres[t]
            ],
        )
        for t in range(chiffres.TERRITOIRES)
    ]


def _presences(hasard: Hasard) -> list[list[Categorie]]:
    """The categories of organismes of each territoire: those of the socle, and the others where
    there are still the fewest."""
    presences = [
        [categorie for categorie, n in chiffres.SOCLE.items() for _ in range(n)]
        for _ in range(chiffres.TERRITOIRES)
    ]
    for categorie, quota in chiffres.SORTANTS.items():
        if categorie in chiffres.SOCLE:
            continue
        nombre = min(max(round(quota / 12), 4), 30)
        for presence in sorted(hasard.melange(presences), key=len)[:nombre]:
            presence.append(categorie)
    return presences


def _nombres_de_referencements(hasard: Hasard, tailles: list[int]) -> list[list[int]]:
    """For each territoire, the number of référencements of each famille."""
    trois_et_plus = repartir(
        chiffres.ACCOMPAGNEMENTS_A_TROIS, [n * hasard.uniform(0.8, 1.2) for n in tailles]
    )
    autres = hasard.paquet(chiffres.ACCOMPAGNEMENTS_AVEC_PEU)
    nombres = [
        [3] * trois + [autres.pop() for _ in range(taille - trois)]
        for taille, trois in zip(tailles, trois_et_plus, strict=True)
    ]
    restants = chiffres.REFERENCEMENTS - sum(map(sum, nombres))
    extensibles = [(n, i) for n in nombres for i, nombre in enumerate(n) if nombre == 3]
    for liste, i in hasard.sample(extensibles * REFERENCEMENTS_DE_PLUS, restants):
        liste[i] += 1
    return [hasard.melange(n) for n in nombres]


def _orientations(
    hasard: Hasard, presences: list[list[Categorie]], totaux: list[int]
) -> list[Iterator[Categorie]]:
    """For each territoire, as many categories as référencements; overall, the quotas. The two
    categories found everywhere take what the others leave."""
    famille, materielle = list(chiffres.SOCLE)[:2]
    paquets: list[list[Categorie]] = [[] for _ in totaux]
    for categorie, quota in chiffres.SORTANTS.items():
        if categorie in (famille, materielle):
            continue
        poids = [
            total if categorie in presence else 0
            for total, presence in zip(totaux, presences, strict=True)
        ]
        for paquet, part in zip(paquets, repartir(quota, poids), strict=True):
            paquet += [categorie] * part
    restes = [total - len(paquet) for total, paquet in zip(totaux, paquets, strict=True)]
    aides = repartir(chiffres.SORTANTS[materielle], restes)
    for paquet, reste, aide in zip(paquets, restes, aides, strict=True):
        paquet += [materielle] * aide + [famille] * (reste - aide)
    return [iter(hasard.melange(paquet)) for paquet in paquets]


def _frequentations(hasard: Hasard, tailles: list[int]) -> list[list[str]]:
    """For each territoire, what was known of each famille's first contact."""
    paquets: list[list[str]] = [[] for _ in tailles]
    *premieres, derniere = chiffres.FREQUENTATIONS
    for frequentation in premieres:
        parts = repartir(
            chiffres.FREQUENTATIONS[frequentation], [n * hasard.uniform(0.8, 1.2) for n in tailles]
        )
        for paquet, part in zip(paquets, parts, strict=True):
            paquet += [frequentation] * part
    for paquet, taille in zip(paquets, tailles, strict=True):
        paquet += [derniere] * (taille - len(paquet))
    return [hasard.melange(paquet) for paquet in paquets]


def _fratries(hasard: Hasard) -> list[list[Age]]:
    """The children of each famille: nearly all have one of the age aimed at, at most one is to
    be born."""
    fratries: list[list[Age]] = [[] for _ in range(chiffres.FAMILLES)]
    quotas = dict(chiffres.ENFANTS_PAR_AGE)
    premiers = [Age.A_NAITRE] * quotas.pop(Age.A_NAITRE)
    premiers += [Age.CINQ_OU_MOINS] * (chiffres.FAMILLES_AVEC_ENFANT_VISE - len(premiers))
    quotas[Age.CINQ_OU_MOINS] -= premiers.count(Age.CINQ_OU_MOINS)
    for fratrie, age in zip(fratries, premiers, strict=False):
        fratrie.append(age)
    suivants = hasard.paquet(quotas)
    for fratrie in fratries[len(premiers) :]:
        fratrie.append(suivants.pop())
    places = [
        fratrie
        for fratrie in fratries
        for _ in range(hasard.pondere(chiffres.TAILLES_DE_FRATRIE) - 1)
    ]
    hasard.shuffle(places)
    for i, age in enumerate(suivants):
        (places[i] if i < len(places) else hasard.choice(fratries)).append(age)
    return hasard.melange(fratries)


def _date_jointe(hasard: Hasard, nb_referencements: int) -> date:
    """Early enough for its référencements to be made within the pilot."""
    if hasard.arrive(ARRIVEES_DE_JANVIER):
        return hasard.jour(chiffres.DEBUT + timedelta(days=1), date(2024, 1, 31))
    marge = 5 if nb_referencements == 0 else 20 + 12 * nb_referencements
    return hasard.jour(date(2024, 2, 1), chiffres.FIN - timedelta(days=marge))

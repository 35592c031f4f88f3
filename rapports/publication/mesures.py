"""Which counts are published below the network, and what an attentive reader knows of them.

A *mesure* is a count of a frozen report: « I-01 » its numerator, « I-14/d » a denominator. Counts
are tied by *partitions*: a total is the sum of its parts, one of which may be what is left, which
is never published but which anyone can compute: « ~… ».
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings

RESTE = "~"
SENSIBLES = frozenset(
    {
        "violence_conjugale",
        "protection_jeunesse",
        "sante_mentale",
        "securite",
        "sante_mentale_acces",
    }
)
Comptes = Mapping[str, int]
Partition = tuple[str, tuple[str, ...]]
Seuils = tuple[int, int]

# Indicators published below the network: the mesures of their numerator and denominator. A spread
# indicator stands for each of its values: « I-13.* ».
PUBLIES: dict[str, tuple[str, str | None]] = {
    "I-00": ("I-00", None),
    "I-01": ("I-01", None),
    "I-01n": ("I-01n", None),
    "I-01r": ("I-01r", None),
    "I-02": ("I-02", None),
    "I-02x": ("I-02x", None),
    "I-03": ("I-02", "I-01"),
    "I-03x": ("I-02x", "I-01"),
    "I-04": ("I-04", None),
    "I-04r": ("I-04", "I-01"),
    "I-05": ("I-05", "I-04"),
    "I-06": ("I-06", "I-04"),
    "I-07a": ("I-07a", "I-04"),
    "I-07b": ("I-07b", "I-04"),
    "I-08": ("I-08", "I-01"),
    "I-09.*": ("I-09.*", "I-09.*/d"),
    "I-19": ("I-19", None),
    "I-10a": ("I-10a", None),
    "I-10.0": ("I-10.0", "I-10a"),
    "I-10.1": ("I-10.1", "I-10a"),
    "I-10.2": ("I-10.2", "I-10a"),
    "I-10": ("I-10", "I-10a"),
    "I-11": ("I-11", None),
    "I-12a": ("I-12a", "I-12a/d"),
    "I-12b": ("I-12b", "I-12a/d"),
    "I-12p": ("I-12p", "I-19"),
    "I-13.*": ("I-13.*", "I-19"),
    "I-14": ("I-14", "I-14/d"),
    "I-15": ("I-15", "I-19"),
    "I-16": ("I-16", None),
    "I-11s.*": ("I-11s.*", "I-11"),
    "I-18.*": ("I-18.*", "I-19"),
    "I-20": ("I-20", None),
    "I-20.*": ("I-20.*", None),
    "I-22": ("I-22", None),
    "I-22.*": ("I-22.*", None),
}
# In a synthesis, what counts people once over several periods.
DE_SYNTHESE = (
    "I-01",
    "I-02",
    "I-02x",
    "I-03",
    "I-03x",
    "I-04",
    "I-05",
    "I-06",
    "I-07a",
    "I-07b",
    "I-08",
)

PARTITIONS: tuple[Partition, ...] = (
    ("I-01", ("I-01n", "I-01r")),
    ("I-01", ("I-02", "I-02x", "~non isolées")),
    ("I-02", ("I-08", "~isolées sans enfant visé")),
    ("I-01n", ("I-09.*", "~autres voies")),
    ("I-00", ("I-09.*/d",)),
    ("I-04", ("I-05", "I-06", "I-07a", "I-07b")),
    ("I-10a", ("I-10.0", "I-10.1", "I-10.2", "I-10")),
    ("I-19", ("I-13.*",)),
    ("I-19", ("I-12a/d", "I-12p")),
    ("I-12a/d", ("I-12a", "~hors communautaire")),
    ("I-12a", ("I-12b", "~communautaires non autonomes")),
    ("I-19", ("I-18.*",)),
    ("I-19", ("I-15", "~sans réponse")),
    ("I-19", ("I-14/d", "~trop récents")),
    ("I-14/d", ("I-14", "~sans suivi")),
    ("I-11", ("I-11s.*",)),
    ("I-20", ("I-20.*",)),
    ("I-22", ("I-22.*",)),
)


_REPONDUS = (
    "I-18.reponse_recue",
    "I-18.acceptee",
    "I-18.liste_attente",
    "I-18.refusee_partenaire",
    "I-18.service_amorce",
    "I-18.terminee",
)
# What the definitions imply besides: the first sum is at least the second one.
INEGALITES: tuple[tuple[Mapping[str, int], Mapping[str, int]], ...] = (
    ({"I-19": 1}, {"I-10.1": 1, "I-10.2": 2, "I-10": 3}),
    ({"I-10a": 1}, {"I-01": 1}),
    ({"I-15": 1}, dict.fromkeys(_REPONDUS, 1)),
    (dict.fromkeys((*_REPONDUS, "I-18.abandonnee_famille"), 1), {"I-15": 1}),
    ({"I-05": 1, "I-06": 1}, {"I-08": 1}),
)


@dataclass(frozen=True)
class Tables:
    """The mesures of a set of reports, whose identifiers may differ from year to year.

    ``partitions`` are spread over values, with sub-sectors under their sector.
    """

    mesures: tuple[str, ...]
    indicateurs: Mapping[str, tuple[str, str | None]]
    partitions: tuple[Partition, ...]


def seuils() -> Seuils:
    """Those of today: of what is ordinary, then of what is sensitive."""
    return settings.SEUIL_PUBLICATION, settings.SEUIL_PUBLICATION_SENSIBLE


def seuil(mesure: str, de: Seuils) -> int:
    """Under which a count is shown small."""
    return de[mesure.removesuffix("/d").partition(".")[2] in SENSIBLES]


def lire(chiffres: Mapping[str, Mapping[str, int | None]]) -> dict[str, int]:
    """The mesures of ``gel.figer(…)["chiffres"]``: numerators, and denominators as « id/d »."""
    comptes = {cle: ligne["n"] or 0 for cle, ligne in chiffres.items()}
    return comptes | {
        f"{cle}/d": ligne["d"] for cle, ligne in chiffres.items() if ligne["d"] is not None
    }


def tables(
    reports: Iterable[Comptes],
    parents: Mapping[str, str | None],
    modeles: Collection[str] = PUBLIES.keys(),
) -> Tables:
    """What these reports all say. ``parents`` gives the sector of each sous-secteur. A partition
    that some report contradicts is no knowledge: it is left out."""
    tous = list(reports)
    communes = set(tous[0]).intersection(*tous[1:]) if tous else set()
    indicateurs = {
        cle: mesures
        for modele, paire in PUBLIES.items()
        if modele in modeles
        for cle, mesures in _etaler(modele, paire, communes)
        if all(m is None or m in communes for m in mesures)
    }
    publiees = {m for paire in indicateurs.values() for m in paire if m}
    partitions = tuple(
        partition
        for partition in _partitions(publiees, parents)
        if all(_tient(comptes, *partition) for comptes in tous)
    )
    liees = {m for total, parts in partitions for m in (total, *parts)}
    return Tables(tuple(sorted(publiees | liees)), indicateurs, partitions)


def _tient(comptes: Comptes, total: str, parts: tuple[str, ...]) -> bool:
    reste = comptes[total] - sum(comptes[p] for p in parts if not p.startswith(RESTE))
    return reste == 0 or (reste > 0 and any(p.startswith(RESTE) for p in parts))


def _etaler(
    modele: str, paire: tuple[str, str | None], communes: set[str]
) -> Iterable[tuple[str, tuple[str, str | None]]]:
    if "*" not in modele:
        return [(modele, paire)]
    n, d = paire
    return [
        (modele.replace("*", v), (n.replace("*", v), d and d.replace("*", v)))
        for v in _valeurs(n, communes)
    ]


def _valeurs(modele: str, communes: set[str]) -> list[str]:
    """The values that « I-13.* » or « I-09.*/d » takes."""
    debut, _, fin = modele.partition("*")
    return sorted(
        m.removeprefix(debut).removesuffix(fin)
        for m in communes
        if m.startswith(debut) and m.endswith(fin) and (fin or not m.endswith("/d"))
    )


def _partitions(communes: set[str], parents: Mapping[str, str | None]) -> Iterable[Partition]:
    for total, modeles in PARTITIONS:
        if total not in communes:
            continue
        parts: list[str] = []
        for modele in modeles:
            if "*" not in modele:
                parts.append(modele)
                continue
            valeurs = _valeurs(modele, communes)
            parts += [modele.replace("*", v) for v in valeurs if parents.get(v) not in valeurs]
            yield from _sous_secteurs(modele, valeurs, parents)
        if all(p in communes or p.startswith(RESTE) for p in parts):
            yield total, tuple(parts)


def _sous_secteurs(
    modele: str, valeurs: list[str], parents: Mapping[str, str | None]
) -> Iterable[Partition]:
    for secteur in valeurs:
        enfants = [v for v in valeurs if parents.get(v) == secteur]
        if enfants:
            total = modele.replace("*", secteur)
            parts = [modele.replace("*", v) for v in enfants]
            yield total, (*parts, f"{RESTE}{total}, hors sous-secteurs")


def completer(comptes: Comptes, partitions: Iterable[Partition]) -> dict[str, int]:
    """With what is left of each total."""
    complets = dict(comptes)
    for total, parts in partitions:
        connues = sum(complets[p] for p in parts if not p.startswith(RESTE))
        restes = [p for p in parts if p.startswith(RESTE)]
        complets |= dict.fromkeys(restes, complets[total] - connues)
    return complets

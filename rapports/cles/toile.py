"""The « toile »: who exchanges référencements and who sits at the same table (DOMAINE §5.3-C)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce

from partenaires.models import Partenaire, Secteur
from proximite import portee
from referencements.models.etats import Sens
from territoires.models import Territoire

from .echanges import echanges, presences

PORTEUR, PTP = "porteur", "ptp"


@dataclass(frozen=True)
class Noeud:
    """The organisme porteur, a partenaire, a secteur, or « PTP » for all the porteurs. ``secteur``
    and ``nature`` are in words, empty where they say nothing."""

    cle: str
    nom: str
    secteur: str = ""
    nature: str = ""


@dataclass(frozen=True)
class Lien:
    """``poids`` is how many référencements, or how many meetings."""

    de: str
    vers: str
    poids: int


@dataclass(frozen=True)
class Toile:
    """``echanges`` are directed; ``rencontres`` are not, and never touch the porteur, who is at
    all of its meetings."""

    noeuds: Sequence[Noeud]
    echanges: Sequence[Lien]
    rencontres: Sequence[Lien] = ()

    @property
    def centre(self) -> Noeud:
        return self.noeuds[0]

    @property
    def lignes(self) -> list[dict[str, Any]]:
        """The table of the drawing: each node but the centre, with its référencements ``faits``
        and ``recus`` and how many others it met (``rencontres``)."""
        faits = Counter({lien.vers: lien.poids for lien in self.echanges})
        recus = Counter({lien.de: lien.poids for lien in self.echanges})
        voisins = Counter(cle for lien in self.rencontres for cle in (lien.de, lien.vers))
        return [
            {
                "noeud": noeud,
                "faits": faits[noeud.cle],
                "recus": recus[noeud.cle],
                "rencontres": voisins[noeud.cle],
            }
            for noeud in self.noeuds[1:]
        ]

    def en_json(self) -> dict[str, Any]:
        """``{"noeuds": [{cle, nom, secteur, nature}], "echanges": [{de, vers, poids}],
        "rencontres": [...]}``; the first node is the centre."""
        return {
            "noeuds": [asdict(noeud) for noeud in self.noeuds],
            "echanges": [asdict(lien) for lien in self.echanges],
            "rencontres": [asdict(lien) for lien in self.rencontres],
        }

    @classmethod
    def de_json(cls, contenu: Mapping[str, Any]) -> "Toile":
        return cls(
            [Noeud(**noeud) for noeud in contenu["noeuds"]],
            [Lien(**lien) for lien in contenu["echanges"]],
            [Lien(**lien) for lien in contenu["rencontres"]],
        )


@portee.releves("Ce qui s’est fait dans un territoire s’y dessine, familles parties comprises.")
def toile_du_territoire(debut: date, fin: date, territoire: int) -> Toile:
    """The organisme porteur and the partenaires of a territoire, by name."""
    lieu = Territoire.objects.select_related("organisme").get(pk=territoire)
    portee = frozenset({territoire})
    lignes = echanges(debut, fin, portee).values_list("partenaire", "sens").annotate(n=Count("pk"))
    poids = {(_cle(pk), sens): n for pk, sens, n in lignes}
    tables: defaultdict[int, set[int]] = defaultdict(set)
    for table, pk in presences(debut, fin, portee).values_list("activitereseautage", "partenaire"):
        tables[table].add(pk)
    rencontres: Counter[tuple[str, str]] = Counter()
    for presents in tables.values():
        rencontres.update(combinations(sorted(map(_cle, presents)), 2))
    cles = {cle for cle, _ in poids} | {_cle(pk) for p in tables.values() for pk in p}
    return Toile(
        [Noeud(PORTEUR, lieu.organisme.nom), *_partenaires(cles)],
        _orienter(poids, PORTEUR),
        [Lien(un, autre, n) for (un, autre), n in sorted(rencontres.items())],
    )


def toile_du_reseau(debut: date, fin: date, territoires: frozenset[int] | None = None) -> Toile:
    """The secteurs, as they were on the day of each référencement, around the PTP."""
    racine = Coalesce("secteur__parent", "secteur")
    lignes = echanges(debut, fin, territoires).values_list(racine, "sens").annotate(n=Count("pk"))
    poids = {(secteur, sens): n for secteur, sens, n in lignes}
    presents = {secteur for secteur, _ in poids}
    secteurs = Secteur.objects.filter(code__in=presents).values_list("code", "libelle")
    return Toile(
        [Noeud(PTP, "PTP"), *(Noeud(code, libelle) for code, libelle in secteurs)],
        _orienter(poids, PTP),
    )


def _partenaires(cles: Iterable[str]) -> list[Noeud]:
    pks = [int(cle.removeprefix("p")) for cle in cles]
    lignes = Partenaire.objects.filter(pk__in=pks).select_related("secteur")
    return [
        Noeud(_cle(p.pk), p.nom, str(p.secteur), p.get_nature_display())
        for p in lignes.order_by("nom", "pk")
    ]


def _orienter(poids: Mapping[tuple[str, str], int], centre: str) -> list[Lien]:
    return [
        Lien(centre, cle, n) if sens == Sens.SORTANT else Lien(cle, centre, n)
        for (cle, sens), n in sorted(poids.items())
    ]


def _cle(partenaire: int) -> str:
    return f"p{partenaire}"

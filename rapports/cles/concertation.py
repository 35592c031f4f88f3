"""Whether partenaires link with each other and not only with the PTP (DOMAINE §5.3-C).

Each territoire has its own toile; those of a groupe are pooled, pair by pair and link by link, so
that every figure stays a part of whole numbers. A territoire only compares with itself.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from typing import TypeAlias

import networkx as nx
from django.db.models import Case, Count, Exists, F, OuterRef, Value, When
from django.db.models.functions import Coalesce

from partenaires.models import Partenaire
from referencements.models.etats import Sens

from ..comptes import Compte, Comptes
from ..requetes import Demande
from .echanges import echanges, presences

ORGANISMES_MINIMUM = 5
SECTEURS_DIVERS = 3
# A partenaire and the direction of what is exchanged with it.
Echange: TypeAlias = tuple[int, str]


@dataclass
class Reseau:
    """One territoire: links of exchange with the porteur in the window and in the one before, and
    the graph of the partenaires who met."""

    maintenant: set[Echange] = field(default_factory=set)
    avant: set[Echange] = field(default_factory=set)
    rencontres: nx.Graph = field(default_factory=nx.Graph)

    @property
    def partenaires(self) -> set[int]:
        return {partenaire for partenaire, _ in self.maintenant} | set(self.rencontres)

    @property
    def est_assez_grand(self) -> bool:
        """With the porteur."""
        return len(self.partenaires) + 1 >= ORGANISMES_MINIMUM


Reseaux: TypeAlias = dict[tuple[str, int], Reseau]


def compter(demande: Demande, comptes: Comptes) -> None:
    reseaux: Reseaux = defaultdict(Reseau)
    secteurs: dict[int, str] = {}
    _lire_echanges(demande, reseaux)
    _lire_tables(demande, reseaux, secteurs, comptes)
    for (groupe, _), reseau in reseaux.items():
        if reseau.partenaires:
            _mesurer(comptes[groupe], reseau, secteurs)
    _compter_repertoire(demande, comptes)


def _lire_echanges(demande: Demande, reseaux: Reseaux) -> None:
    """Those of the window, and of as many days before it."""
    jours = demande.fin - demande.debut + timedelta(days=1)
    du_sens = ("groupe", "territoire", "partenaire", "sens")
    maintenant = Case(
        When(date_mediation__gte=demande.debut, then=Value(True)), default=Value(False)
    )
    lignes = demande.portee(echanges(demande.debut - jours, demande.fin))
    lignes = lignes.annotate(maintenant=maintenant).values_list(*du_sens, "maintenant")
    for groupe, territoire, partenaire, sens, est_actuel in lignes.distinct():
        reseau = reseaux[groupe, territoire]
        (reseau.maintenant if est_actuel else reseau.avant).add((partenaire, sens))


def _lire_tables(
    demande: Demande, reseaux: Reseaux, secteurs: dict[int, str], comptes: Comptes
) -> None:
    """Who was at each réseautage: the graph of its territoire, and how many secteurs met."""
    lignes = demande.portee(presences(demande.debut, demande.fin), "activitereseautage__")
    racine = Coalesce("partenaire__secteur__parent", "partenaire__secteur")
    champs = ("groupe", "activitereseautage__territoire", "activitereseautage", "partenaire")
    tables: defaultdict[tuple[str, int, int], list[int]] = defaultdict(list)
    for groupe, territoire, activite, partenaire, secteur in lignes.values_list(*champs, racine):
        tables[groupe, territoire, activite].append(partenaire)
        secteurs[partenaire] = secteur
    for (groupe, territoire, _), presents in tables.items():
        rencontres = reseaux[groupe, territoire].rencontres
        rencontres.add_nodes_from(presents)
        rencontres.add_edges_from(combinations(presents, 2))
        if len(presents) > 1:
            divers = len({secteurs[partenaire] for partenaire in presents}) >= SECTEURS_DIVERS
            comptes[groupe].denominateurs["C8"] += 1
            comptes[groupe].numerateurs["C8"] += divers


def _mesurer(compte: Compte, reseau: Reseau, secteurs: dict[int, str]) -> None:
    compte.numerateurs["C1"] += len(reseau.partenaires)
    compte.denominateurs["C0"] += 1
    if not reseau.est_assez_grand:
        return
    compte.numerateurs["C0"] += 1
    _mesurer_echanges(compte, reseau)
    _mesurer_rencontres(compte, reseau, secteurs)


def _mesurer_echanges(compte: Compte, reseau: Reseau) -> None:
    sens = Counter(partenaire for partenaire, _ in reseau.maintenant)
    compte.denominateurs["C3"] += len(sens)
    compte.numerateurs["C3"] += sum(n == len(Sens) for n in sens.values())
    if reseau.avant and reseau.maintenant:
        compte.denominateurs["C7"] += len(reseau.avant | reseau.maintenant)
        compte.numerateurs["C7"] += len(reseau.avant & reseau.maintenant)


def _mesurer_rencontres(compte: Compte, reseau: Reseau, secteurs: dict[int, str]) -> None:
    """Pairs of partenaires: those who met, between secteurs or not, and those whom nothing brings
    closer than through the PTP."""
    graphe, n = reseau.rencontres, len(reseau.partenaires)
    paires, liens = n * (n - 1) // 2, graphe.number_of_edges()
    compte.denominateurs["C4"] += paires
    compte.numerateurs["C4"] += liens
    compte.denominateurs["C5"] += liens
    compte.numerateurs["C5"] += sum(secteurs[un] != secteurs[autre] for un, autre in graphe.edges)
    compte.denominateurs["C6"] += paires
    compte.numerateurs["C6"] += paires - _proches(graphe)


def _proches(graphe: nx.Graph) -> int:
    """Pairs who met, or who both met another."""
    voisins = {noeud: set(graphe[noeud]) for noeud in graphe}
    autour = (
        siens.union(*(voisins[autre] for autre in siens)) - {noeud}
        for noeud, siens in voisins.items()
    )
    return sum(map(len, autour)) // 2


def _compter_repertoire(demande: Demande, comptes: Comptes) -> None:
    """C2: the active partenaires that serve each territoire by name."""
    desserte = demande.portee(
        Partenaire.territoires.through.objects.filter(partenaire__actif=True).exclude(
            partenaire__organisme_porteur=F("territoire__organisme")
        )
    )
    echanges_ = echanges(demande.debut, demande.fin).filter(
        territoire=OuterRef("territoire"), partenaire=OuterRef("partenaire")
    )
    lignes = desserte.annotate(
        echange=Case(When(Exists(echanges_), then=Value(1)), default=Value(0))
    )
    for groupe, echange, n in lignes.values_list("groupe", "echange").annotate(n=Count("pk")):
        comptes[groupe].denominateurs["C2"] += n
        comptes[groupe].numerateurs["C2"] += n * echange

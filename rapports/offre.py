"""What the directory offers today, by type de besoin: how many partenaires, and the wait they
announce."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F, QuerySet

from partenaires.models import OffreService, Partenaire

from .groupes import groupes_presents
from .requetes import Demande

Desserte = Partenaire.territoires.through


@dataclass
class Offre:
    """``attentes``: how many offers by weeks of wait, 0 where there is room; those that say
    nothing of it are left out."""

    partenaires: int = 0
    attentes: Counter[int] = field(default_factory=Counter)

    def ajouter(self, capacite: str, semaines: int | None, nombre: int) -> None:
        self.partenaires += nombre
        if capacite == OffreService.Capacite.DISPONIBLE:
            self.attentes[0] += nombre
        elif semaines is not None:
            self.attentes[semaines] += nombre


Offres = defaultdict[str, defaultdict[str, Offre]]


def recenser(demande: Demande) -> Offres:
    """By groupe then type de besoin: the active partenaires that serve one of its territoires by
    name, each once, and those that serve the whole network."""
    offres: Offres = defaultdict(lambda: defaultdict(Offre))
    desservent = demande.portee(
        Desserte.objects.filter(
            partenaire__actif=True,
            partenaire__dans_tout_le_reseau=False,
            partenaire__offres__isnull=False,
        )
    ).annotate(
        type=F("partenaire__offres__type_besoin"),
        capacite=F("partenaire__offres__capacite"),
        semaines=F("partenaire__offres__attente_semaines"),
    )
    for groupe, type_besoin, *offre in _compter(desservent, "groupe"):
        offres[groupe][type_besoin].ajouter(*offre)
    partout = OffreService.objects.filter(
        partenaire__actif=True, partenaire__dans_tout_le_reseau=True
    ).annotate(type=F("type_besoin"), semaines=F("attente_semaines"))
    groupes = groupes_presents(demande)
    for type_besoin, *offre in _compter(partout):
        for groupe in groupes:
            offres[groupe][type_besoin].ajouter(*offre)
    return offres


def _compter(offres: QuerySet, *par: str) -> QuerySet:
    """(*par, type, capacité, semaines, how many partenaires)."""
    lignes = offres.order_by().values_list(*par, "type", "capacite", "semaines")
    return lignes.annotate(n=Count("partenaire", distinct=True))

"""A week of a PTP in a territoire: what she did, hour by hour of her entries, Monday first.

The same figures for her and for her gestionnaire: they talk of them together.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Count, QuerySet, Sum
from django.utils import dateformat

from activites.models import (
    ActiviteDemarchage,
    ActiviteReseautage,
    DemandeHorsMandat,
    TypeAction,
)
from comptes.models import Affectation
from familles.models import Intervention
from proximite.typographie import NBSP, date_moyenne

JOUR = timedelta(days=1)
PERSONNE = "personne de nommé"
HORS_MANDAT, DEPLACEMENT, METEO = "hors_mandat", "deplacement", "meteo"
LIBELLES = {
    **{action.value: action.court for action in TypeAction},
    HORS_MANDAT: "Hors mandat",
    DEPLACEMENT: "Déplacement",
    METEO: "Retards dus à la météo ou à la route",
}
SOURCES: tuple[tuple[type[Any], str], ...] = (
    (Intervention, ""),
    (ActiviteReseautage, ""),
    (ActiviteDemarchage, TypeAction.DEMARCHAGE.value),
    (DemandeHorsMandat, HORS_MANDAT),
)


@dataclass(frozen=True)
class Semaine:
    """Seven days from a Monday."""

    lundi: date

    @classmethod
    def de(cls, jour: date) -> Self:
        return cls(jour - timedelta(days=jour.weekday()))

    def __str__(self) -> str:
        """« du 23 au 29 novembre 2026 »."""
        debut = f"{'1er' if self.lundi.day == 1 else self.lundi.day}"
        if self.lundi.month != self.dimanche.month:
            debut += f"{NBSP}{dateformat.format(self.lundi, 'F')}"
        return f"du {debut} au {date_moyenne(self.dimanche)}"

    @property
    def dimanche(self) -> date:
        return self.lundi + 6 * JOUR

    @property
    def jours(self) -> list[date]:
        return [self.lundi + rang * JOUR for rang in range(7)]

    @property
    def precedente(self) -> "Semaine":
        return Semaine(self.lundi - 7 * JOUR)

    @property
    def suivante(self) -> "Semaine":
        return Semaine(self.lundi + 7 * JOUR)

    @property
    def parametres(self) -> str:
        """What an address carries to come back to this week."""
        return f"du={self.lundi.isoformat()}"


@dataclass(frozen=True)
class Rangee:
    """Minutes of one nature, each day and in all."""

    nature: str
    jours: list[tuple[date, int]]

    @property
    def libelle(self) -> str:
        return LIBELLES[self.nature]

    @property
    def total(self) -> int:
        return sum(minutes for _, minutes in self.jours)


@dataclass
class Temps:
    """What was logged in a week. A delay is a part of the travel, and told apart from it: the
    rangées add up to ``total``."""

    semaine: Semaine
    minutes: Counter[tuple[str, date]] = field(default_factory=Counter)

    @classmethod
    def de(cls, affectation: Affectation, semaine: Semaine) -> Self:
        """In four queries, whatever the number of entries."""
        temps = cls(semaine)
        for modele, nature in SOURCES:
            temps._ajouter(siennes(modele, affectation, semaine.lundi, semaine.dimanche), nature)
        return temps

    def _ajouter(self, lignes: QuerySet[Any], nature: str) -> None:
        champs = ["date"] if nature else ["date", "type_action"]
        sommes = {
            "duree": Sum("duree_min"),
            "route": Sum("deplacement_min"),
            "retard": Sum("meteo_min"),
        }
        for ligne in lignes.order_by().values(*champs).annotate(**sommes):
            jour = ligne["date"]
            self.minutes[nature or ligne["type_action"], jour] += ligne["duree"]
            self.minutes[DEPLACEMENT, jour] += ligne["route"] - ligne["retard"]
            self.minutes[METEO, jour] += ligne["retard"]

    @property
    def rangees(self) -> list[Rangee]:
        """Those that have something, in the order of the stratégie intégrée."""
        toutes = [
            Rangee(nature, [(jour, self.minutes[nature, jour]) for jour in self.semaine.jours])
            for nature in LIBELLES
        ]
        return [rangee for rangee in toutes if rangee.total]

    @property
    def jours(self) -> list[tuple[date, int]]:
        """Of every nature."""
        return [
            (jour, sum(self.minutes[nature, jour] for nature in LIBELLES))
            for jour in self.semaine.jours
        ]

    @property
    def total(self) -> int:
        return sum(self.minutes.values())

    def de_nature(self, nature: str) -> int:
        return sum(self.minutes[nature, jour] for jour in self.semaine.jours)

    @property
    def deplacement(self) -> int:
        return self.de_nature(DEPLACEMENT)

    @property
    def meteo(self) -> int:
        return self.de_nature(METEO)

    @property
    def hors_mandat(self) -> int:
        return self.de_nature(HORS_MANDAT)


def siennes(modele: type[Any], affectation: Affectation, debut: date, fin: date) -> QuerySet[Any]:
    """What she logged in that territoire, both dates included."""
    return modele.objects.filter(
        saisie_par=affectation.utilisateur_id,
        territoire=affectation.territoire_id,
        date__range=(debut, fin),
    )


@dataclass(frozen=True)
class Depuis:
    """From when demandes are counted, and how the column says it."""

    titre: str
    jour: date


@dataclass
class Mesure:
    """A number of demandes and their minutes, travel apart."""

    depuis: Depuis
    nombre: int = 0
    minutes: int = 0

    def ajouter(self, ligne: dict[str, Any]) -> None:
        if ligne["date"] >= self.depuis.jour:
            self.nombre += ligne["n"]
            self.minutes += ligne["duree"]


@dataclass(frozen=True)
class Compteur:
    """The demandes hors mandat up to ``jusqua``: a Mesure for each Depuis, in all, by who asked
    and by nature, most often asked first."""

    depuis: list[Depuis]
    jusqua: date
    total: list[Mesure]
    par_partenaire: list[tuple[str, list[Mesure]]]
    par_nature: list[tuple[str, list[Mesure]]]


def compter_hors_mandat(affectation: Affectation, depuis: list[Depuis], jusqua: date) -> Compteur:
    """In one query."""
    debut = min(colonne.jour for colonne in depuis)
    demandes = siennes(DemandeHorsMandat, affectation, debut, jusqua).order_by()
    par: defaultdict[tuple[str, str], list[Mesure]] = defaultdict(
        lambda: [Mesure(colonne) for colonne in depuis]
    )
    sommes = {"n": Count("pk"), "duree": Sum("duree_min")}
    for ligne in demandes.values("date", "nature", "partenaire__nom").annotate(**sommes):
        nature = str(DemandeHorsMandat.Nature(ligne["nature"]).label)
        qui = ligne["partenaire__nom"] or PERSONNE
        for cle in (("total", ""), ("qui", qui), ("nature", nature)):
            for mesure in par[cle]:
                mesure.ajouter(ligne)
    return Compteur(
        depuis, jusqua, par["total", ""], _par_poids(par, "qui"), _par_poids(par, "nature")
    )


def _par_poids(
    par: Mapping[tuple[str, str], list[Mesure]], quoi: str
) -> list[tuple[str, list[Mesure]]]:
    lignes = [(libelle, mesures) for (genre, libelle), mesures in par.items() if genre == quoi]
    return sorted(lignes, key=lambda ligne: (-ligne[1][-1].minutes, ligne[0]))


@dataclass(frozen=True)
class Entree:
    """One entry behind a figure; ``famille`` leads to her fiche."""

    date: date
    titre: str
    detail: str
    minutes: int
    deplacement: int
    meteo: int
    famille: str = ""


def entrees(affectation: Affectation, nature: str, debut: date, fin: date) -> list[Entree]:
    """Behind a figure of that nature, last day first."""
    lues = [
        _entree(ligne, sienne)
        for modele, sienne in SOURCES
        for ligne in _lignes(siennes(modele, affectation, debut, fin), modele)
        if _est_de(ligne, sienne, nature)
    ]
    return sorted(lues, key=lambda entree: entree.date, reverse=True)


def _lignes(lignes: QuerySet[Any], modele: type[Any]) -> QuerySet[Any]:
    liees = {Intervention: "famille", ActiviteDemarchage: "strategie"}
    if modele is DemandeHorsMandat:
        return lignes.select_related("partenaire")
    return lignes.select_related(liees[modele]) if modele in liees else lignes


def _est_de(ligne: Any, sienne: str, nature: str) -> bool:
    if nature == DEPLACEMENT:
        return ligne.deplacement_min > ligne.meteo_min
    if nature == METEO:
        return ligne.meteo_min > 0
    return (sienne or ligne.type_action) == nature


def _entree(ligne: Any, sienne: str) -> Entree:
    titre, detail, famille = _dire(ligne)
    return Entree(
        date=ligne.date,
        titre=titre,
        detail=detail or LIBELLES[sienne or ligne.type_action],
        minutes=ligne.duree_min,
        deplacement=ligne.deplacement_min - ligne.meteo_min,
        meteo=ligne.meteo_min,
        famille=famille,
    )


def _dire(ligne: Any) -> tuple[str, str, str]:
    """Its title, its detail, the code of its famille."""
    if isinstance(ligne, Intervention):
        return ligne.famille.alias, "", ligne.famille.code
    if isinstance(ligne, ActiviteDemarchage):
        return ligne.lieu or ligne.strategie.libelle, "", ""
    if isinstance(ligne, DemandeHorsMandat):
        partenaire = ligne.partenaire.nom if ligne.partenaire else PERSONNE
        return str(ligne.get_nature_display()), f"Hors mandat, demandé par\u00a0: {partenaire}", ""
    return ligne.objet, "", ""

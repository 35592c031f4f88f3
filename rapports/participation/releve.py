"""How many rows a report stands on, kind by kind, and how often they had been edited: kept in the
frozen report, this tells later what moved its figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from activites.models import ActiviteDemarchage, ActiviteReseautage, DemandeHorsMandat
from familles.models import (
    Accompagnement,
    Besoin,
    Enfant,
    EvaluationIsolement,
    Famille,
    Intervention,
    JalonLienConfiance,
)
from referencements.models import ConstatTrou, Referencement, SuiviReferencement

Releve = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Fenetre:
    """Which rows: those of a territoire that the figures of these dates read."""

    territoire: int
    debut: date
    fin: date
    observe_au: date

    @property
    def dates(self) -> tuple[date, date]:
        return self.debut, self.fin


@dataclass(frozen=True)
class Genre:
    """A kind of rows. ``datee``: they say when they were logged; ``editable``: how often they were
    edited; ``corrigeable``: a correction is a row of its own."""

    pluriel: str
    lignes: Callable[[Fenetre], QuerySet]
    feminin: bool = False
    datee: bool = True
    editable: bool = True
    corrigeable: bool = False

    def depuis(self, fenetre: Fenetre, moment: datetime) -> dict[str, int]:
        """How many were logged since, corrections apart."""
        lignes = self.lignes(fenetre).order_by().filter(saisie_le__gt=moment)
        corrections = lignes.filter(corrige__isnull=False).count() if self.corrigeable else 0
        return {"saisi": lignes.count() - corrections, "corrigé": corrections}


def _suivis(f: Fenetre) -> QuerySet:
    """Until the day that answers were observed."""
    suivis = SuiviReferencement.objects.apres_mediation()
    return suivis.filter(
        referencement__territoire=f.territoire, date__range=(f.debut, max(f.fin, f.observe_au))
    )


def _accompagnements(f: Fenetre) -> QuerySet:
    en_cours = Q(date_fin__isnull=True) | Q(date_fin__gte=f.debut)
    return Accompagnement.objects.filter(en_cours, territoire=f.territoire, date_debut__lte=f.fin)


def _pendant(modele: Any) -> Callable[[Fenetre], QuerySet]:
    return lambda f: modele.objects.filter(territoire=f.territoire).pendant(*f.dates)


GENRES: Mapping[str, Genre] = {
    "famille": Genre(
        "familles",
        lambda f: Famille.objects.filter(territoire=f.territoire),
        feminin=True,
    ),
    "accompagnement": Genre("accompagnements", _accompagnements, datee=False),
    "intervention": Genre("interventions", _pendant(Intervention), feminin=True),
    "evaluation": Genre(
        "évaluations de l’isolement",
        lambda f: EvaluationIsolement.objects.filter(famille__territoire=f.territoire),
        feminin=True,
        editable=False,
        corrigeable=True,
    ),
    "enfant": Genre("enfants", lambda f: Enfant.objects.filter(famille__territoire=f.territoire)),
    "besoin": Genre(
        "besoins", lambda f: Besoin.objects.filter(famille__territoire=f.territoire), datee=False
    ),
    "jalon": Genre(
        "jalons du lien de confiance",
        lambda f: JalonLienConfiance.objects.filter(famille__territoire=f.territoire),
        editable=False,
    ),
    "referencement": Genre(
        "référencements",
        lambda f: Referencement.objects.filter(territoire=f.territoire).faits().pendant(*f.dates),
    ),
    "suivi": Genre("suivis", _suivis, editable=False),
    "demarchage": Genre("démarchages", _pendant(ActiviteDemarchage)),
    "reseautage": Genre("réseautages", _pendant(ActiviteReseautage)),
    "hors_mandat": Genre("demandes hors mandat", _pendant(DemandeHorsMandat), feminin=True),
    "constat": Genre(
        "constats de trou de services",
        lambda f: ConstatTrou.objects.filter(trou__territoire=f.territoire).pendant(*f.dates),
        editable=False,
    ),
}


def relever(territoire: int, debut: date, fin: date, *, observe_au: date) -> Releve:
    """By kind, ``{"n": rows, "v": the sum of their versions}``."""
    fenetre = Fenetre(territoire, debut, fin, observe_au)
    return {cle: compter(genre, fenetre) for cle, genre in GENRES.items()}


def compter(
    genre: Genre, fenetre: Fenetre, *, saisies_avant: datetime | None = None
) -> dict[str, int]:
    """The same, among the rows logged by then, if they say when."""
    lignes = genre.lignes(fenetre).order_by()
    if genre.datee and saisies_avant:
        lignes = lignes.filter(saisie_le__lte=saisies_avant)
    versions = {"v": Sum("version", default=0)} if genre.editable else {}
    return lignes.aggregate(n=Count("pk"), **versions)

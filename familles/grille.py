"""The picture of the grille d’isolement: one line per dimension, since the first contact; and its
story in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import cast

from django.db import models

from familles.models import EvaluationIsolement
from proximite.typographie import date_moyenne

LARGEUR, HAUTEUR, MARGE = 120, 36, 6


@dataclass(frozen=True)
class Point:
    """``appris_plus_tard``: it stands at the day it holds for, and was recorded after it."""

    x: float
    y: float
    appris_plus_tard: bool = False


@dataclass(frozen=True)
class Ligne:
    """One dimension: its points, oldest first, and what they say in words.

    ``traces``: for the ``points`` of SVG polylines, one per stretch that is known; what is
    unknown leaves a gap. ``cotes``: one word per grid, « Inconnu » included.
    """

    libelle: str
    points: list[Point]
    traces: list[str]
    cotes: list[str]
    premiere: str
    actuelle: str
    evolution: str
    recit: str


@dataclass(frozen=True)
class Tableau:
    courante: EvaluationIsolement
    evaluations: list[EvaluationIsolement]
    lignes: list[Ligne]
    largeur: int = LARGEUR
    hauteur: int = HAUTEUR

    @property
    def nombre(self) -> int:
        return len(self.evaluations)

    @property
    def appris_plus_tard(self) -> bool:
        return any(evaluation.apprise_plus_tard for evaluation in self.evaluations)

    @property
    def decision(self) -> EvaluationIsolement | None:
        """The last grid whose intensity she has decided."""
        decidees = (e for e in reversed(self.evaluations) if e.intensite_retenue)
        return next(decidees, None)


def tableau(evaluations: Iterable[EvaluationIsolement]) -> Tableau | None:
    """None before the first evaluation."""
    courantes = EvaluationIsolement.sans_les_corrigees(evaluations)
    courantes.sort(key=lambda evaluation: (evaluation.vaut_le, evaluation.pk))
    if not courantes:
        return None
    lignes = [_ligne(nom, courantes) for nom in EvaluationIsolement.DIMENSIONS]
    return Tableau(courante=courantes[-1], evaluations=courantes, lignes=lignes)


def _ligne(nom: str, evaluations: list[EvaluationIsolement]) -> Ligne:
    cotes = [evaluation.cotes[nom] for evaluation in evaluations]
    connues = [cote for cote in cotes if cote is not None]
    premiere, derniere = (connues[0], connues[-1]) if connues else (None, None)
    debut, fin = evaluations[0].vaut_le, evaluations[-1].vaut_le
    places = [
        None if cote is None else _point(evaluation, cote, debut, fin)
        for evaluation, cote in zip(evaluations, cotes, strict=True)
    ]
    mots = [_en_mots(cote) for cote in cotes]
    return Ligne(
        libelle=libelle(nom),
        points=[place for place in places if place],
        traces=_traces(places),
        cotes=mots,
        premiere=_en_mots(premiere),
        actuelle=_en_mots(derniere),
        evolution=_evolution(premiere, derniere, len(connues)),
        recit=_recit(evaluations, mots),
    )


def _point(evaluation: EvaluationIsolement, cote: int, debut: date, fin: date) -> Point:
    etendue = (fin - debut).days or 1
    return Point(
        MARGE + (evaluation.vaut_le - debut).days / etendue * (LARGEUR - 2 * MARGE),
        HAUTEUR - MARGE - cote / EvaluationIsolement.Cote.MAJEUR * (HAUTEUR - 2 * MARGE),
        evaluation.apprise_plus_tard,
    )


def _traces(places: list[Point | None]) -> list[str]:
    """In steps: what was known holds until it is known to have changed."""
    traces = []
    for connu, troncon in groupby(places, key=lambda place: place is not None):
        points = [point for point in troncon if point]
        if not connu or len(points) < 2:
            continue
        marches = [f"{points[0].x:.1f},{points[0].y:.1f}"]
        for avant, apres in pairwise(points):
            marches += [f"{apres.x:.1f},{avant.y:.1f}", f"{apres.x:.1f},{apres.y:.1f}"]
        traces.append(" ".join(marches))
    return traces


def _recit(evaluations: list[EvaluationIsolement], mots: list[str]) -> str:
    """The picture in words, for whoever does not see it."""
    moments = (
        f"{mot.lower()} le {date_moyenne(evaluation.vaut_le)}"
        f"{' (appris plus tard)' if evaluation.apprise_plus_tard else ''}"
        for evaluation, mot in zip(evaluations, mots, strict=True)
    )
    return ", ".join(moments)


def libelle(nom: str) -> str:
    """The name of a dimension, as a title."""
    champ = cast(models.Field, EvaluationIsolement._meta.get_field(nom))
    mots = str(champ.verbose_name)
    return mots[0].upper() + mots[1:]


def _en_mots(cote: int | None) -> str:
    return "Inconnu" if cote is None else EvaluationIsolement.Cote(cote).label


def _evolution(premiere: int | None, derniere: int | None, nombre: int) -> str:
    if premiere is None or derniere is None or nombre == 1:
        return ""
    if derniere < premiere:
        return "moins d’obstacles"
    return "plus d’obstacles" if derniere > premiere else "stable"


@dataclass(frozen=True)
class Moment:
    """One grid as it is read over time. ``changements``: what a correction says otherwise, as
    (what, before, after)."""

    evaluation: EvaluationIsolement
    cotes: list[tuple[str, str]]
    est_corrigee: bool
    changements: list[tuple[str, str, str]]


def histoire(evaluations: Iterable[EvaluationIsolement]) -> list[Moment]:
    """Every grid, last first: a corrected one stays readable, after its correction."""
    lignes = list(evaluations)
    par_pk = {ligne.pk: ligne for ligne in lignes}
    corrigees = {ligne.corrige_id for ligne in lignes}
    return [
        Moment(
            evaluation=ligne,
            cotes=[
                (libelle(nom), _en_mots(cote))
                for nom, cote in ligne.cotes.items()
                if cote is not None
            ],
            est_corrigee=ligne.pk in corrigees,
            changements=_changements(par_pk[ligne.corrige_id], ligne) if ligne.corrige_id else [],
        )
        for ligne in sorted(lignes, key=lambda e: (e.vaut_le, e.pk), reverse=True)
    ]


def _changements(
    avant: EvaluationIsolement, apres: EvaluationIsolement
) -> list[tuple[str, str, str]]:
    paires = [
        ("Moment", avant.get_moment_display(), apres.get_moment_display()),
        ("Vaut pour le", date_moyenne(avant.vaut_le), date_moyenne(apres.vaut_le)),
        (
            "Fréquentation des services",
            avant.get_frequentation_services_display(),
            apres.get_frequentation_services_display(),
        ),
        *(
            (libelle(nom), _en_mots(avant.cotes[nom]), _en_mots(apres.cotes[nom]))
            for nom in EvaluationIsolement.DIMENSIONS
        ),
        (
            "Intensité retenue",
            avant.get_intensite_retenue_display() or "À décider",
            apres.get_intensite_retenue_display() or "À décider",
        ),
    ]
    return [paire for paire in paires if paire[1] != paire[2]]

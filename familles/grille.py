"""The picture of the grille d’isolement: one line per dimension, since the first contact."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.db import models

from familles.models import EvaluationIsolement

LARGEUR, HAUTEUR, MARGE = 120, 36, 6


@dataclass(frozen=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True)
class Ligne:
    """One dimension: its points, oldest first, and what they say in words."""

    libelle: str
    points: list[Point]
    premiere: str
    actuelle: str
    evolution: str

    @property
    def trace(self) -> str:
        """For the ``points`` of an SVG polyline."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


@dataclass(frozen=True)
class Tableau:
    courante: EvaluationIsolement
    nombre: int
    lignes: list[Ligne]
    largeur: int = LARGEUR
    hauteur: int = HAUTEUR


def tableau(evaluations: Iterable[EvaluationIsolement]) -> Tableau | None:
    """None before the first evaluation."""
    courantes = EvaluationIsolement.sans_les_corrigees(evaluations)
    courantes.sort(key=lambda evaluation: (evaluation.vaut_le, evaluation.pk))
    if not courantes:
        return None
    lignes = [_ligne(nom, courantes) for nom in EvaluationIsolement.DIMENSIONS]
    return Tableau(courante=courantes[-1], nombre=len(courantes), lignes=lignes)


def _ligne(nom: str, evaluations: list[EvaluationIsolement]) -> Ligne:
    cotees = [(e, cote) for e in evaluations if (cote := e.cotes[nom]) is not None]
    premiere, derniere = (cotees[0][1], cotees[-1][1]) if cotees else (None, None)
    debut, fin = evaluations[0].vaut_le, evaluations[-1].vaut_le
    etendue = (fin - debut).days or 1
    points = [
        Point(
            MARGE + (evaluation.vaut_le - debut).days / etendue * (LARGEUR - 2 * MARGE),
            HAUTEUR - MARGE - cote / EvaluationIsolement.Cote.MAJEUR * (HAUTEUR - 2 * MARGE),
        )
        for evaluation, cote in cotees
    ]
    libelle = str(_champ(nom).verbose_name)
    return Ligne(
        libelle=libelle[0].upper() + libelle[1:],
        points=points,
        premiere=_en_mots(premiere),
        actuelle=_en_mots(derniere),
        evolution=_evolution(premiere, derniere, len(cotees)),
    )


def _champ(nom: str) -> models.Field:
    return cast(models.Field, EvaluationIsolement._meta.get_field(nom))


def _en_mots(cote: int | None) -> str:
    return "Inconnu" if cote is None else EvaluationIsolement.Cote(cote).label


def _evolution(premiere: int | None, derniere: int | None, nombre: int) -> str:
    if premiere is None or derniere is None or nombre == 1:
        return ""
    if derniere < premiere:
        return "moins d’obstacles"
    return "plus d’obstacles" if derniere > premiere else "stable"

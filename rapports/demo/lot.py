"""Rows made in memory, then written model by model."""

import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models

from activites.models import ActiviteDemarchage, ActiviteReseautage, DemandeHorsMandat
from familles.models import (
    Accompagnement,
    Adulte,
    Besoin,
    Consentement,
    Enfant,
    EtapePlan,
    EvaluationIsolement,
    Famille,
    IdentiteAdulte,
    IdentiteEnfant,
    IdentiteFamille,
    Intervention,
    JalonLienConfiance,
    PlanDeMatch,
    Promesse,
    RendezVous,
    RessentiParent,
    SuiviBesoin,
    Vulnerabilite,
)
from proximite.models import Saisie
from referencements.models import (
    ConstatTrou,
    DemandeEntrante,
    Divulgation,
    Referencement,
    SuiviReferencement,
    SuiviTrou,
    TrouDeServices,
)

M = TypeVar("M", bound=models.Model)

ReseautagePartenaire = ActiviteReseautage.partenaires.through
InterventionBesoin = Intervention.besoins.through

# A row comes after those it points to.
ORDRE: list[type[models.Model]] = [
    ActiviteDemarchage,
    ActiviteReseautage,
    ReseautagePartenaire,
    DemandeHorsMandat,
    Famille,
    IdentiteFamille,
    Adulte,
    IdentiteAdulte,
    Enfant,
    IdentiteEnfant,
    Consentement,
    Vulnerabilite,
    Accompagnement,
    EvaluationIsolement,
    JalonLienConfiance,
    Promesse,
    RendezVous,
    RessentiParent,
    Besoin,
    PlanDeMatch,
    EtapePlan,
    Intervention,
    InterventionBesoin,
    Referencement,
    DemandeEntrante,
    Divulgation,
    SuiviReferencement,
    TrouDeServices,
    ConstatTrou,
    SuiviTrou,
    SuiviBesoin,
]


class Lot:
    def __init__(self) -> None:
        self._lignes: dict[type[models.Model], list[Any]] = defaultdict(list)

    def ajouter(self, ligne: M) -> M:
        self._lignes[type(ligne)].append(ligne)
        return ligne

    def lignes(self, modele: type[M]) -> list[M]:
        """Those that wait to be written."""
        return self._lignes[modele]

    def remplacer(self, ligne: M) -> M:
        """The only row of its famille."""
        lignes = self._lignes[type(ligne)]
        famille = getattr(ligne, "famille", None)
        self._lignes[type(ligne)] = [autre for autre in lignes if autre.famille is not famille]
        return self.ajouter(ligne)

    def ecrire(self) -> None:
        for modele in ORDRE:
            lignes = self._lignes.pop(modele, [])
            corrections = [ligne for ligne in lignes if getattr(ligne, "corrige", None)]
            premieres = [ligne for ligne in lignes if not getattr(ligne, "corrige", None)]
            modele._default_manager.bulk_create(premieres)
            modele._default_manager.bulk_create(corrections)


@contextmanager
def sans_ramasse_miettes() -> Iterator[None]:
    """Rows point to their parents only and are freed by counting references: looking for cycles
    among so many costs a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def dater(ligne: Saisie, saisie: dict[str, Any]) -> None:
    """As ``saisies_datees``, for one row."""
    type(ligne)._base_manager.filter(pk=ligne.pk).update(saisie_le=saisie["saisie_le"])


@contextmanager
def saisies_datees() -> Iterator[None]:
    """``saisie_le`` is filled at writing; a demonstration says when it would have been."""
    champs: list[Any] = [
        modele._meta.get_field("saisie_le")
        for modele in ORDRE
        if any(champ.name == "saisie_le" for champ in modele._meta.fields)
    ]
    for champ in champs:
        champ.auto_now_add = False
    try:
        yield
    finally:
        for champ in champs:
            champ.auto_now_add = True

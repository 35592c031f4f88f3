"""What is held about people, field by field: for the privacy impact assessment.

``manage.py documenter_donnees`` makes ``docs/donnees-personnelles.md`` of it. Every field of every
model of ours is either in a ``Table``, or of a model that says nothing of anyone.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from familles.models.champs_scelles import ChampScelle

from ..effacement import DETRUITES, PAR_ENFANT, RESTENT
from .autres import AUTRES, SANS_PERSONNE
from .des_familles import DES_FAMILLES
from .mots import CHAMPS_COMMUNS, Table

CARTE: dict[str, Table] = {**DES_FAMILLES, **AUTRES}
APPLICATIONS = (
    "courriels",
    "territoires",
    "comptes",
    "partenaires",
    "activites",
    "familles",
    "referencements",
    "rapports",
    "confidentialite",
)


def modeles() -> Iterator[type[models.Model]]:
    """Those of ours, links between two tables included."""
    for application in APPLICATIONS:
        yield from apps.get_app_config(application).get_models(include_auto_created=True)


def champs(modele: type[models.Model]) -> list[models.Field]:
    """Those that need a purpose of their own."""
    return [
        champ
        for champ in modele._meta.concrete_fields
        if champ.name not in CHAMPS_COMMUNS and not champ.primary_key
    ]


def sans_finalite() -> list[str]:
    """« app.Model.field » that nobody has said the purpose of."""
    manquants = []
    for modele in modeles():
        label = modele._meta.label
        if label in SANS_PERSONNE or modele._meta.auto_created:
            continue
        dits = CARTE[label].finalites if label in CARTE else {}
        manquants += [f"{label}.{c.name}" for c in champs(modele) if c.name not in dits]
    return manquants


def disparus() -> list[str]:
    """What is declared and does not exist."""
    existants = {modele._meta.label: modele for modele in modeles()}
    perdus = [label for label in [*CARTE, *SANS_PERSONNE] if label not in existants]
    for label in CARTE.keys() & existants.keys():
        noms = {champ.name for champ in champs(existants[label])}
        perdus += [f"{label}.{nom}" for nom in CARTE[label].finalites if nom not in noms]
    return perdus


def est_scelle(champ: models.Field) -> bool:
    return isinstance(champ, ChampScelle)


def a_la_fin(modele: type[models.Model], champ: models.Field) -> str:
    """What becomes of it when the dossier of the famille ends; "" where it is of none."""
    if modele in {detruit for detruit, _ in DETRUITES}:
        return "détruit"
    if modele in PAR_ENFANT:
        return "détruit" if modele is PAR_ENFANT[1] else "gardé; la naissance, au mois près"
    for reste in RESTENT:
        if reste.modele is modele:
            return "vidé" if champ.name in reste.vides else "gardé, sans nom"
    return ""

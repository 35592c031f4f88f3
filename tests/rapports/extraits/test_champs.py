"""Nothing leaves that was not written down, field by field, or excluded with its reason."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from proximite.models import ListeReference
from rapports.extraits.colonnes import Age, Groupe, Lien, Mois, Presence, Tranche, Valeur
from rapports.extraits.exclus import CHAMPS, MODELES, PARTOUT
from rapports.extraits.tables import LISTES, TABLES, suivre
from territoires.models import Region

MODELES_DU_PROJET = [
    modele
    for app in apps.get_app_configs()
    if Path(app.path).parent == settings.BASE_DIR
    for modele in app.get_models(include_auto_created=True)
]


def _permis() -> set[tuple[type[models.Model], str]]:
    permis = set()
    for table in TABLES:
        for colonne in table.colonnes:
            modele, champ = suivre(table.modele, colonne.champ)
            permis.add((modele, champ.name))
        for champ in _plusieurs_a_plusieurs(table.modele):
            permis.add(champ)
    for modele in LISTES.values():
        permis |= {(modele, "code"), (modele, "libelle"), (modele, "nom")}
    return permis


def _plusieurs_a_plusieurs(intermediaire):
    """The field whose rows a table of pairs is."""
    for modele in MODELES_DU_PROJET:
        for champ in modele._meta.many_to_many:
            if champ.remote_field.through is intermediaire:
                yield modele, champ.name


def _exclu(modele: type[models.Model], champ: str) -> bool:
    nom = modele._meta.label
    return nom in MODELES or champ in CHAMPS.get(nom, {}) or champ in PARTOUT


def _champs(modele: type[models.Model]) -> list[str]:
    return [champ.name for champ in (*modele._meta.concrete_fields, *modele._meta.many_to_many)]


@pytest.mark.parametrize("modele", MODELES_DU_PROJET, ids=lambda modele: modele._meta.label)
def test_every_field_is_in_an_extract_or_says_why_it_is_not(modele):
    permis = _permis()
    sans_reponse = [
        champ
        for champ in _champs(modele)
        if (modele, champ) not in permis and not _exclu(modele, champ)
    ]
    assert sans_reponse == []


def test_no_field_is_both_in_an_extract_and_excluded():
    """What identifies a row everywhere is replaced by its code."""
    assert [paire for paire in _permis() if _exclu(*paire)] == []


def test_every_exclusion_is_of_something_that_exists():
    for nom, champs in CHAMPS.items():
        assert set(champs) <= set(_champs(apps.get_model(nom))), nom
    assert {nom for nom in MODELES if apps.get_model(nom)} == set(MODELES)
    raisons = [
        *MODELES.values(),
        *PARTOUT.values(),
        *(r for c in CHAMPS.values() for r in c.values()),
    ]
    assert all(len(raison) > 10 for raison in raisons)


def test_no_column_lets_a_typed_text_nor_a_day_through():
    for table in TABLES:
        for colonne, champ in zip(table.colonnes, table.champs, strict=True):
            assert _retient(colonne, champ), (table.nom, colonne.nom)


def _retient(colonne, champ) -> bool:
    """Whether that kind of column suits that field: each kind, what it may read."""
    if isinstance(colonne, Lien):
        return champ.is_relation
    if isinstance(colonne, Mois | Age | Tranche):
        return isinstance(champ, models.DateField) and not isinstance(champ, models.DateTimeField)
    if isinstance(colonne, Presence):
        return champ.is_relation
    if isinstance(colonne, Groupe):
        return isinstance(champ, models.UUIDField)
    assert isinstance(colonne, Valeur)
    if champ.is_relation:
        return issubclass(champ.related_model, ListeReference | Region)
    nombre = isinstance(champ, models.IntegerField | models.BooleanField)
    return bool(champ.choices) or (nombre and not champ.primary_key)


def test_a_link_names_a_table_written_before_it():
    ecrites = []
    for table in TABLES:
        for colonne in table.colonnes:
            if isinstance(colonne, Lien):
                assert colonne.vers in ecrites, (table.nom, colonne.nom)
        ecrites.append(table.nom)


def test_a_path_that_leads_nowhere_is_refused():
    with pytest.raises(FieldDoesNotExist):
        suivre(Region, "nom__libelle")

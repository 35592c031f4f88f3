"""What a person asked in her own words, and why her dossier is held, are sealed under her key."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from confidentialite.destruction import rendre_anonyme
from confidentialite.models import Demande, Suspension
from familles.models.cle import oublier
from tests.familles.factories import FamilleFactory

pytestmark = pytest.mark.django_db
NOM = "0014_sceller_ce_qui_est_ecrit"
migration = import_module(f"confidentialite.migrations.{NOM}")
MOTS = {Demande: ("precisions", "Ce que Soraya demande"), Suspension: ("motif", "Une plainte")}


@pytest.fixture
def famille(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    demande = Demande(
        famille=famille,
        genre="acces",
        voie="ecrit",
        precisions=MOTS[Demande][1],
        saisie_par=ptp,
    )
    demande.recevoir()
    Suspension(famille=famille, motif=MOTS[Suspension][1], saisie_par=ptp).poser()
    return famille


@pytest.fixture
def avant(famille):
    """The models of migrations: a plain text, as in the release before."""
    etat = MigrationExecutor(connection).loader.project_state([("confidentialite", NOM)])
    return etat.apps


def en_base(avant, modele) -> str:
    champ, _ = MOTS[modele]
    return avant.get_model("confidentialite", modele.__name__)._base_manager.values_list(
        champ, flat=True
    )[0]


@pytest.mark.parametrize("modele", MOTS)
def test_it_is_nowhere_in_clear(avant, famille, modele):
    champ, mots = MOTS[modele]
    assert en_base(avant, modele).startswith(f"s1.{famille.code}.")
    oublier()
    assert getattr(modele.objects.get(), champ) == mots


@pytest.mark.parametrize("modele", MOTS)
def test_rows_are_sealed_and_back(avant, famille, modele):
    migration.revenir(avant, None)
    assert en_base(avant, modele) == MOTS[modele][1]
    migration.aller(avant, None)
    scelle = en_base(avant, modele)
    assert scelle.startswith("s1.")
    migration.aller(avant, None)
    assert en_base(avant, modele) == scelle
    oublier()
    assert getattr(modele.objects.get(), MOTS[modele][0]) == MOTS[modele][1]


@pytest.mark.parametrize("modele", MOTS)
def test_what_the_release_before_writes_is_read_then_sealed(avant, famille, modele):
    champ, _ = MOTS[modele]
    lignes = avant.get_model("confidentialite", modele.__name__)._base_manager
    lignes.update(**{champ: "Écrit en clair"})
    ligne = modele.objects.get()
    assert getattr(ligne, champ) == "Écrit en clair"
    ligne.save()
    assert en_base(avant, modele).startswith("s1.")
    oublier()
    assert getattr(modele.objects.get(), champ) == "Écrit en clair"


def test_a_dossier_ended_before_stays_as_it_is(avant, famille):
    Suspension.objects.update(jusqu_au="2020-01-01")
    rendre_anonyme(famille, motif="demande")
    migration.aller(avant, None)
    assert [en_base(avant, modele) for modele in MOTS] == ["", "dossier anonyme"]

"""The rows that were there before sealing are sealed by a migration, and back."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from familles.models import CleFamille, Famille, IdentiteAdulte, Intervention
from familles.models.champs_scelles import champs_scelles
from familles.models.cle import oublier
from familles.models.scellement import modeles_scelles
from tests.familles.factories import AdulteFactory, FamilleFactory, InterventionFactory

pytestmark = pytest.mark.django_db
NOM = "0012_sceller_ce_qui_est_ecrit"
migration = import_module(f"familles.migrations.{NOM}")


def test_rows_are_sealed_and_back(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la rue Fictive")
    InterventionFactory(famille=famille, note="Une note")
    adulte = AdulteFactory(famille=famille)
    IdentiteAdulte.objects.create(adulte=adulte, prenom="Ève", telephone="+14185550199")
    avant = MigrationExecutor(connection).loader.project_state([("familles", NOM)]).apps

    migration.revenir(avant, None)
    anciennes = [
        avant.get_model("familles", nom).objects.get() for nom in ("Famille", "Intervention")
    ]
    assert [anciennes[0].alias, anciennes[1].note] == ["la rue Fictive", "Une note"]
    assert not CleFamille.objects.exists()

    migration.aller(avant, None)
    oublier()
    assert Famille.objects.get().alias == "la rue Fictive"
    assert Intervention.objects.get().note == "Une note"
    identite = IdentiteAdulte.objects.get()
    assert (identite.prenom, identite.nom) == ("Ève", "")
    assert identite.telephone.as_e164 == "+14185550199"


@pytest.mark.parametrize("app", ["familles", "referencements", "confidentialite"])
def test_every_field_that_is_sealed_is_in_a_migration(app):
    numeros = {"familles": 12, "referencements": 13, "confidentialite": 14}
    nom = f"{numeros[app]:04}_sceller_ce_qui_est_ecrit"
    reprises = import_module(f"{app}.migrations.{nom}").CHAMPS
    assert {(nom, champ) for nom, champs, *_ in reprises for champ in champs} == {
        (modele.__name__, champ.name)
        for modele in modeles_scelles()
        if modele._meta.app_label == app
        for champ in champs_scelles(modele)
    }

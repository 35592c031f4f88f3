from django.apps import apps
from django.contrib import admin


def test_administration_keeps_the_list_of_vulnerabilities_and_no_famille():
    offerts = {m.__name__ for m in apps.get_app_config("familles").get_models()}
    assert {m for m in offerts if admin.site.is_registered(_modele(m))} == {"TypeVulnerabilite"}


def test_administration_keeps_the_list_of_strategies_and_no_activity():
    modeles = apps.get_app_config("activites").get_models()
    assert [m.__name__ for m in modeles if admin.site.is_registered(m)] == ["StrategieDemarchage"]


def _modele(nom):
    return apps.get_model("familles", nom)

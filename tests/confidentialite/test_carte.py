"""The map of personal information says everything that is held, and nothing that is not."""

from confidentialite.carte import CARTE, disparus, sans_finalite
from confidentialite.carte.autres import SANS_PERSONNE
from confidentialite.carte.page import documentation
from proximite.conservation import CLASSES


def test_every_field_about_a_person_has_a_purpose():
    assert sans_finalite() == []


def test_nothing_declared_has_gone():
    assert disparus() == []


def test_a_model_is_about_people_or_is_not():
    assert CARTE.keys() & set(SANS_PERSONNE) == set()


def test_every_table_says_how_long_it_is_kept():
    assert {table.classe for table in CARTE.values()} <= CLASSES.keys()


def test_no_field_has_two_purposes():
    for label, table in CARTE.items():
        noms = [nom for noms in table.pour.values() for nom in noms.split()]
        assert len(noms) == len(set(noms)), label


def test_what_names_people_is_said_to_be_sealed():
    page = documentation()
    for champ in ("`prenom`", "`adresse`", "`note`"):
        lignes = [ligne for ligne in page.splitlines() if f"({champ})" in ligne]
        assert any("| oui |" in ligne for ligne in lignes), champ

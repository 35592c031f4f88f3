"""Nothing of one request is left for the next, whatever happened to its transaction."""

from types import SimpleNamespace

import pytest
from django.db import connection, transaction

import confidentialite.depart
from confidentialite import mur_sql
from confidentialite.depart import il_tient_sur_la_replique, le_second_mur_tient
from confidentialite.mur import politiques
from proximite import depart, portee
from proximite.postgresql.roles import ROLE, role_trop_fort
from tests.mur import sous_le_role

pytestmark = pytest.mark.django_db


class UnImprevuError(Exception):
    pass


def _dit() -> tuple[str, str, str]:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT current_setting('proximite.utilisateur'), current_setting('proximite.etendue'),"
            " current_user"
        )
        return curseur.fetchone()


def test_what_was_said_for_one_is_taken_back_for_the_next():
    with sous_le_role(utilisateur="12"):
        assert _dit() == ("12", "", ROLE)
        with portee.reseau("Un essai."):
            assert _dit() == ("12", "reseau", ROLE)
        assert _dit() == ("12", "", ROLE)
        with portee.personne(13):
            assert _dit() == ("13", "", ROLE)
    assert _dit()[:2] == ("", "")


def _dire_puis_defaire() -> None:
    with transaction.atomic():
        assert _dit() == ("12", "", ROLE)
        raise UnImprevuError


def test_a_savepoint_rolled_back_gives_no_wider_scope_back():
    with portee.reseau("Un essai."):
        _dit()
        with sous_le_role(utilisateur="12"), pytest.raises(UnImprevuError):
            _dire_puis_defaire()
    with sous_le_role(utilisateur="12"):
        assert _dit() == ("12", "", ROLE)
    assert _dit()[:2] == ("", "")


@pytest.mark.django_db(transaction=True)
def test_neither_does_a_transaction_rolled_back_nor_a_connection_opened_again():
    with portee.reseau("Un essai."):
        _dit()
    with sous_le_role(utilisateur="12"):
        with pytest.raises(UnImprevuError):
            _dire_puis_defaire()
        assert _dit() == ("12", "", ROLE)
        connection.close()
        assert _dit() == ("12", "", ROLE)


def test_an_exception_in_a_page_leaves_nothing_behind(client_de, ptp, monkeypatch):
    def panne(*args, **kwargs):
        raise UnImprevuError

    client = client_de(ptp)
    monkeypatch.setattr("proximite.querysets.TerritorialQuerySet.visibles_par", panne)
    with pytest.raises(UnImprevuError):
        client.get("/familles/")
    assert portee.actuelle() == portee.Portee()
    assert _dit()[:2] == ("", "")


def test_raising_the_wall_again_changes_nothing():
    avant = _en_place()
    assert mur_sql.elever("default") == ""
    assert _en_place() == avant
    assert {table for table, _ in avant} == {politique.table for politique in politiques()}


def _en_place() -> set[tuple[str, int]]:
    with connection.cursor() as curseur:
        curseur.execute("SELECT polrelid::regclass::text, oid FROM pg_policy")
        return set(curseur.fetchall())


def test_a_table_without_its_policy_gets_it_back():
    with connection.cursor() as curseur:
        curseur.execute("DROP POLICY mur_des_territoires ON familles_promesse")
        curseur.execute("ALTER TABLE familles_promesse DISABLE ROW LEVEL SECURITY")
    mur_sql.elever("default")
    assert "familles_promesse" in {table for table, _ in _en_place()}


def test_a_role_that_could_go_around_the_wall_does_not_start(settings):
    settings.PRODUCTION = True
    assert le_second_mur_tient in depart.VERIFICATIONS
    assert "propriétaire" in role_trop_fort("default")
    with sous_le_role():
        assert role_trop_fort("default") == ""


def test_neither_does_one_that_could_go_around_it_on_the_replica(settings, monkeypatch):
    """Pages of reports are read there."""
    settings.PRODUCTION = True
    assert il_tient_sur_la_replique in depart.VERIFICATIONS
    assert il_tient_sur_la_replique() == ""
    replique = SimpleNamespace(settings_dict={"USER": connection.settings_dict["USER"]})
    monkeypatch.setitem(settings.DATABASES, "replique", {})
    monkeypatch.setattr(confidentialite.depart, "connections", {"replique": replique})
    assert "DATABASE_REPLIQUE_URL" in il_tient_sur_la_replique()
    replique.settings_dict["USER"] = "personne_de_connu"
    assert "DATABASE_REPLIQUE_URL" in il_tient_sur_la_replique()
    replique.settings_dict["USER"] = ROLE
    assert il_tient_sur_la_replique() == ""

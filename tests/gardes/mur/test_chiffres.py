"""The network's figures are counted without its policies, by who reads the network already."""

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from confidentialite import mur
from proximite import portee
from proximite.postgresql.roles import ROLE
from rapports.ensemble import chiffrer
from tests.mur import sous_le_role

pytestmark = pytest.mark.django_db

ANNEE = (date(2026, 1, 1), date(2026, 12, 31))
ESSAI = "Un essai."


def _lire(sql: str, *params) -> list[tuple]:
    with connection.cursor() as curseur:
        curseur.execute(sql, params)
        return curseur.fetchall()


def _executer(sql: str) -> None:
    with connection.cursor() as curseur:
        curseur.execute(sql)


def _qui() -> str:
    return _lire("SELECT current_user")[0][0]


def _surveillee() -> bool:
    return _lire("SELECT row_security_active('familles_famille')")[0][0]


def test_the_door_opens_for_who_reads_the_network_and_shuts_behind_it():
    with sous_le_role(etendue=portee.RESEAU):
        assert (_qui(), _surveillee()) == (ROLE, True)
        with portee.denombrement(ESSAI):
            assert (_qui(), _surveillee()) == (portee.CHIFFRES, False)
        assert (_qui(), _surveillee()) == (ROLE, True)


@pytest.mark.parametrize("etendue", ["", portee.RELEVES])
def test_it_stays_shut_for_anybody_else(ici, ailleurs, etendue):
    sql = "SELECT id FROM familles_famille WHERE territoire_id = %s"
    with sous_le_role(utilisateur=str(ici.ptp.pk), etendue=etendue), portee.denombrement(ESSAI):
        assert (_qui(), _surveillee()) == (ROLE, True)
        assert _lire(sql, ailleurs.territoire.pk) == []
        chiffrer(*ANNEE)
        assert (_qui(), _surveillee()) == (ROLE, True)
        assert _lire(sql, ailleurs.territoire.pk) == []


def test_what_fails_inside_leaves_it_shut(ailleurs):
    with sous_le_role(etendue=portee.RESEAU):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            portee.denombrement(ESSAI),
        ):
            _lire("SELECT nom FROM familles_identitefamille")
        assert _qui() == ROLE
    with sous_le_role():
        assert _lire("SELECT id FROM familles_famille") == []


def test_its_role_reads_what_figures_count_and_writes_nothing():
    permis = {apps.get_model(label)._meta.db_table for label in mur.CHIFFRES}
    droits = _lire(
        "SELECT relname, has_table_privilege(%s, oid, 'SELECT'),"
        " has_table_privilege(%s, oid, 'INSERT, UPDATE, DELETE, TRUNCATE') FROM pg_class"
        " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace",
        portee.CHIFFRES,
        portee.CHIFFRES,
    )
    assert {table for table, lit, _ in droits if lit} == permis
    assert not any(ecrit for _, _, ecrit in droits)
    assert not {t for t in permis if "identite" in t or "cle" in t}


def test_the_application_inherits_nothing_of_it():
    assert _lire("SELECT rolbypassrls, rolsuper FROM pg_roles WHERE rolname = %s", ROLE) == [
        (False, False)
    ]


@pytest.mark.parametrize("par", [None, "milieu", "type_porteur", "region", "territoire"])
def test_figures_are_the_same_behind_it(ici, ailleurs, par):
    attendus = chiffrer(*ANNEE, par=par)
    with sous_le_role(etendue=portee.RESEAU):
        assert chiffrer(*ANNEE, par=par) == attendus
    with sous_le_role():
        assert chiffrer(*ANNEE, par=par) != attendus


def test_where_the_role_was_not_made_the_policies_are_asked(ailleurs):
    _executer("CREATE ROLE essai_sans_chiffres")
    connection.a_les_chiffres = None
    _executer("SET LOCAL SESSION AUTHORIZATION essai_sans_chiffres")
    try:
        with portee.reseau(ESSAI), portee.denombrement(ESSAI):
            assert _qui() == "essai_sans_chiffres"
    finally:
        _executer("RESET SESSION AUTHORIZATION")
        connection.a_les_chiffres = None

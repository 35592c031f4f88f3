"""Check 1 of SECURITE, one wall further: SQL as the application's role, without any filter."""

from contextlib import suppress

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from confidentialite.mur import politiques
from proximite import portee
from tests.mur import sous_le_role

pytestmark = [pytest.mark.django_db, pytest.mark.securite(1)]

TABLES = [politique.table for politique in politiques()]
# Their ids are the same row of the famille or of the transfert.
CLES = {
    "familles_identitefamille": "famille_id",
    "familles_identiteadulte": "adulte_id",
    "familles_identiteenfant": "enfant_id",
    "familles_archivefusion": "fusion_id",
    "familles_notesgardees": "transfert_id",
    "referencements_demandeentrante": "referencement_id",
}


def _lire(sql: str, *params) -> list[tuple]:
    with connection.cursor() as curseur:
        curseur.execute(sql, params)
        return curseur.fetchall()


def _cles(table: str) -> set:
    return {cle for (cle,) in _lire(f"SELECT {_cle(table)} FROM {table}")}


def _cle(table: str) -> str:
    if table in CLES:
        return CLES[table]
    return _lire(
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a"
        " ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE i.indrelid = %s::regclass AND i.indisprimary",
        table,
    )[0][0]


def test_without_anyone_no_row_of_any_table_is_read(ici, ailleurs):
    with sous_le_role():
        lues = {table: len(_lire(f"SELECT 1 FROM {table}")) for table in TABLES}
    assert {table for table, combien in lues.items() if combien} == set()


def test_raw_sql_reads_her_rows_and_no_other_territoire_s(ici, ailleurs):
    toutes = {table: _cles(table) for table in TABLES}
    with sous_le_role(utilisateur=str(ici.ptp.pk)):
        siennes = {table: _cles(table) for table in TABLES}
        dites = {table: str(_lire(f"SELECT * FROM {table}")) for table in TABLES}
    with sous_le_role(utilisateur=str(ailleurs.ptp.pk)):
        autres = {table: _cles(table) for table in TABLES}
    assert {table for table in TABLES if siennes[table] & autres[table]} == set()
    assert {table for table in TABLES if ailleurs.marque in dites[table]} == set()
    remplies = {table for table in TABLES if len(toutes[table]) > 1}
    # Only a gestionnaire, an organisme or nobody has anything there.
    assert {t for t in remplies if not siennes[t]} <= {"confidentialite_alerteacces"}
    assert len(remplies) > 30


def test_raw_sql_changes_and_deletes_no_row_of_another_territoire(ici, ailleurs):
    touchees, essayees = [], 0
    with sous_le_role(utilisateur=str(ici.ptp.pk)):
        for table in TABLES:
            siennes, cle = _cles(table), _cle(table)
            # Rows that a trigger keeps as they were written, or that the role may not change.
            with suppress(IntegrityError, ProgrammingError), transaction.atomic():
                changees = _lire(f"UPDATE {table} SET {cle} = {cle} RETURNING {cle}")
                touchees += [table for (pk,) in changees if pk not in siennes]
                essayees += 1
    assert touchees == []
    assert essayees > 40
    with sous_le_role(utilisateur=str(ici.ptp.pk)), connection.cursor() as curseur:
        curseur.execute("DELETE FROM familles_promesse")
        assert curseur.rowcount == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE familles_famille SET territoire_id = {territoire}",
        "UPDATE familles_promesse SET famille_id = {famille}",
        "UPDATE activites_activitedemarchage SET territoire_id = {territoire}, saisie_par_id = 0",
        "INSERT INTO familles_retraitconsentement (consentement_id, retire_par_id, retire_le)"
        " VALUES ({consentement}, {ptp}, now())",
    ],
)
def test_nothing_is_written_into_another_territoire(sql, ici, ailleurs):
    cibles = {nom: getattr(ailleurs, nom).pk for nom in ("territoire", "famille", "consentement")}
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        sous_le_role(utilisateur=str(ici.ptp.pk)),
        transaction.atomic(),
    ):
        _executer(sql.format(ptp=ici.ptp.pk, **cibles))


def _executer(sql: str, *params) -> None:
    with connection.cursor() as curseur:
        curseur.execute(sql, params)


def test_an_ended_affectation_or_a_closed_account_reads_nothing(ici):
    def combien():
        with sous_le_role(utilisateur=str(ici.ptp.pk)):
            return len(_lire("SELECT 1 FROM familles_famille"))

    assert combien() > 0
    ici.ptp.is_active = False
    ici.ptp.save()
    assert combien() == 0
    ici.ptp.is_active = True
    ici.ptp.save()
    ici.ptp.affectations.update(du="2020-01-01", au="2020-12-31")
    assert combien() == 0


def test_a_gestionnaire_reads_her_territoire_and_a_comite_no_famille(ici, gestionnaire, comite):
    lues = []
    for personne in (gestionnaire, comite):
        with sous_le_role(utilisateur=str(personne.pk)):
            lues.append(len(_lire("SELECT 1 FROM familles_famille")))
    assert lues[0] > 0
    assert lues[1] == 0


def test_the_network_is_read_by_who_says_why_and_only_then(ici, ailleurs):
    with sous_le_role():
        with portee.reseau("Un essai."):
            partout = len(_lire("SELECT 1 FROM familles_famille"))
        assert _lire("SELECT 1 FROM familles_famille") == []
    assert partout == len(_lire("SELECT 1 FROM familles_famille"))


@pytest.mark.parametrize(
    "geste",
    [
        "TRUNCATE confidentialite_consultation",
        "UPDATE confidentialite_consultation SET titre = ''",
        "DELETE FROM confidentialite_consultation",
        "TRUNCATE familles_famille CASCADE",
        "DROP POLICY mur_des_territoires ON familles_famille",
        "ALTER TABLE familles_famille DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE fuite AS SELECT 1",
        "DELETE FROM django_migrations",
    ],
)
def test_the_application_s_role_may_not(geste):
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        sous_le_role(etendue=portee.RESEAU),
        transaction.atomic(),
    ):
        _executer(geste)


def test_a_temporary_table_does_not_stand_in_for_the_rights(ici, ailleurs):
    with sous_le_role(utilisateur=str(ici.ptp.pk)):
        _executer("CREATE TEMP TABLE comptes_affectation AS SELECT * FROM comptes_affectation")
        _executer("UPDATE comptes_affectation SET territoire_id = %s", ailleurs.territoire.pk)
        assert ailleurs.famille.pk not in _cles("familles_famille")
        _executer("DROP TABLE pg_temp.comptes_affectation")

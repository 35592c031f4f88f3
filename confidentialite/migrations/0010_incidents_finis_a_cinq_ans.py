"""An incident and its versions may be deleted once its five years are over, and not before."""

from django.db import migrations

INCIDENT, VERSION = "confidentialite_incident", "confidentialite_versionincident"
# The day the organisme knew, by table.
CONNU = {
    INCIDENT: "OLD.connu_le",
    VERSION: f"(SELECT connu_le FROM {INCIDENT} WHERE id = OLD.incident_id)",
}
SQLITE = """
CREATE TRIGGER {table}_destruction BEFORE DELETE ON {table}
WHEN coalesce(date({connu}, '+5 years') > date('now'), 1)
BEGIN SELECT RAISE(ABORT, '{table} : ligne figée'); END
"""
POSTGRESQL_FONCTION = """
CREATE FUNCTION {table}_garde() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce({connu} + interval '5 years' > current_date, true) THEN
        RAISE EXCEPTION USING
            MESSAGE = TG_TABLE_NAME || ' : ligne figée', ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END
$$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_destruction BEFORE DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {fonction}()
"""
SQLITE_AVANT = """
CREATE TRIGGER {table}_destruction BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} : ligne figée'); END
"""


def permettre(apps, schema_editor):
    for table, connu in CONNU.items():
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {table}_destruction")
            schema_editor.execute(SQLITE.format(table=table, connu=connu))
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_destruction ON {table}")
            schema_editor.execute(POSTGRESQL_FONCTION.format(table=table, connu=connu))
            schema_editor.execute(POSTGRESQL.format(table=table, fonction=f"{table}_garde"))


def refuser(apps, schema_editor):
    for table in CONNU:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {table}_destruction")
            schema_editor.execute(SQLITE_AVANT.format(table=table))
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_destruction ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_garde()")
            figee = "confidentialite_ligne_figee"
            schema_editor.execute(POSTGRESQL.format(table=table, fonction=figee))


class Migration(migrations.Migration):
    dependencies = [("confidentialite", "0009_demande_d_un_jeune")]

    operations = [migrations.RunPython(permettre, refuser)]

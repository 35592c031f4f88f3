"""A line of the access journal stays as it was written, whatever writes: triggers, both engines."""

from django.db import migrations

TABLE = "confidentialite_consultation"
MOMENTS = {"modification": "UPDATE", "destruction": "DELETE"}
SQLITE = """
CREATE TRIGGER {table}_{moment} BEFORE {evenement} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} : ligne figée'); END
"""
POSTGRESQL_FONCTION = """
CREATE OR REPLACE FUNCTION confidentialite_ligne_figee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        MESSAGE = TG_TABLE_NAME || ' : ligne figée', ERRCODE = 'integrity_constraint_violation';
END
$$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_{moment} BEFORE {evenement} ON {table}
FOR EACH ROW EXECUTE FUNCTION confidentialite_ligne_figee()
"""


def figer(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(POSTGRESQL_FONCTION)
    for moment, evenement in MOMENTS.items():
        modele = SQLITE if sqlite else POSTGRESQL
        schema_editor.execute(modele.format(table=TABLE, moment=moment, evenement=evenement))


def defiger(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for moment in MOMENTS:
        sur = "" if sqlite else f" ON {TABLE}"
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{moment}{sur}")
    if not sqlite:
        schema_editor.execute("DROP FUNCTION confidentialite_ligne_figee()")


class Migration(migrations.Migration):
    dependencies = [("confidentialite", "0001_initial")]

    operations = [migrations.RunPython(figer, defiger)]

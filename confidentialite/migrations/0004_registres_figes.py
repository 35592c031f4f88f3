"""Nobody deletes an incident; what a register said stays as it was written: both engines."""

from django.db import migrations

FIGEES = [
    ("confidentialite_incident", "destruction", "DELETE"),
    ("confidentialite_versionincident", "modification", "UPDATE"),
    ("confidentialite_versionincident", "destruction", "DELETE"),
    ("confidentialite_destruction", "modification", "UPDATE"),
    ("confidentialite_destruction", "destruction", "DELETE"),
]
SQLITE = """
CREATE TRIGGER {table}_{moment} BEFORE {evenement} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} : ligne figée'); END
"""
# The function comes with the access journal (0002).
POSTGRESQL = """
CREATE TRIGGER {table}_{moment} BEFORE {evenement} ON {table}
FOR EACH ROW EXECUTE FUNCTION confidentialite_ligne_figee()
"""


def figer(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table, moment, evenement in FIGEES:
        modele = SQLITE if sqlite else POSTGRESQL
        schema_editor.execute(modele.format(table=table, moment=moment, evenement=evenement))


def defiger(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table, moment, _ in FIGEES:
        sur = "" if sqlite else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER {table}_{moment}{sur}")


class Migration(migrations.Migration):
    dependencies = [("confidentialite", "0003_registres")]

    operations = [migrations.RunPython(figer, defiger)]

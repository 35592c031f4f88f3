"""Two périodes never overlap, whatever writes them: no portable constraint can say it."""

from django.db import migrations

POSTGRESQL = """
ALTER TABLE rapports_periode ADD CONSTRAINT periode_sans_chevauchement
EXCLUDE USING gist (daterange(debut, fin, '[]') WITH &&)
"""
POSTGRESQL_RETOUR = "ALTER TABLE rapports_periode DROP CONSTRAINT periode_sans_chevauchement"
SQLITE = """
CREATE TRIGGER periode_sans_chevauchement_{moment} BEFORE {evenement} ON rapports_periode
WHEN EXISTS (
    SELECT 1 FROM rapports_periode
    WHERE debut <= NEW.fin AND fin >= NEW.debut AND id IS NOT NEW.id
)
BEGIN SELECT RAISE(ABORT, 'periode_sans_chevauchement'); END
"""
SQLITE_RETOUR = "DROP TRIGGER periode_sans_chevauchement_{moment}"
MOMENTS = {"insertion": "INSERT", "modification": "UPDATE"}


def interdire(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        for moment, evenement in MOMENTS.items():
            schema_editor.execute(SQLITE.format(moment=moment, evenement=evenement))


def permettre(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_RETOUR)
    else:
        for moment in MOMENTS:
            schema_editor.execute(SQLITE_RETOUR.format(moment=moment))


class Migration(migrations.Migration):
    dependencies = [("rapports", "0001_initial")]

    operations = [migrations.RunPython(interdire, permettre)]

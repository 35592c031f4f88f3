"""What is frozen stays so, whatever writes it: triggers on both engines.

The constraint added to Periode made SQLite rebuild its table, and lose the triggers of 0002.
"""

import importlib

from django.db import migrations

chevauchement = importlib.import_module("rapports.migrations.0002_periodes_sans_chevauchement")

# Table, and the columns that never change; none named: the whole row.
FIGES = {
    "rapports_versionrapport": [
        "rapport_id",
        "numero",
        "contenu",
        "empreinte",
        "version_definitions",
        "faits_saillants",
        "ajustements",
        "recit",
        "soumise_le",
        "soumise_par_id",
    ],
    "rapports_publication": [],
    "rapports_extraitrecherche": [
        "cle",
        "empreinte",
        "finalite",
        "debut",
        "fin",
        "demande_par_id",
        "demande_le",
    ],
}
SQLITE = """
CREATE TRIGGER {table}_{moment} BEFORE {evenement} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} : ligne figée'); END
"""
POSTGRESQL_FONCTION = """
CREATE OR REPLACE FUNCTION rapports_ligne_figee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        MESSAGE = TG_TABLE_NAME || ' : ligne figée', ERRCODE = 'integrity_constraint_violation';
END
$$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_{moment} BEFORE {evenement} ON {table}
FOR EACH ROW EXECUTE FUNCTION rapports_ligne_figee()
"""


def _evenements(table, colonnes):
    return {
        "modification": f"UPDATE OF {', '.join(colonnes)}" if colonnes else "UPDATE",
        "destruction": "DELETE",
    }


def figer(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    if sqlite:
        for moment, evenement in chevauchement.MOMENTS.items():
            schema_editor.execute(
                f"DROP TRIGGER IF EXISTS periode_sans_chevauchement_{moment}"
            )
            schema_editor.execute(chevauchement.SQLITE.format(moment=moment, evenement=evenement))
    else:
        schema_editor.execute(POSTGRESQL_FONCTION)
    for table, colonnes in FIGES.items():
        for moment, evenement in _evenements(table, colonnes).items():
            modele = SQLITE if sqlite else POSTGRESQL
            schema_editor.execute(
                modele.format(table=table, moment=moment, evenement=evenement)
            )


def degeler(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in FIGES:
        for moment in ("modification", "destruction"):
            sur = "" if sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER {table}_{moment}{sur}")
    if not sqlite:
        schema_editor.execute("DROP FUNCTION rapports_ligne_figee()")


class Migration(migrations.Migration):

    dependencies = [("rapports", "0005_contraction")]

    operations = [migrations.RunPython(figer, degeler)]

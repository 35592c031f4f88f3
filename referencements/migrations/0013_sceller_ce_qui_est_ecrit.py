"""Seals the rows already there; undone, they are clear again while their keys last."""

from django.db import migrations

from familles.migrations._scellement_v1 import desceller, sceller

PAR_REFERENCEMENT = "referencement__famille__code"
DEMANDE = ("prenom", "telephone", "courriel", "langue", "moments", "enfants", "mot")
CHAMPS = [
    ("Referencement", ("note",), "famille__code", None),
    (
        "SuiviReferencement",
        ("constat", "mot_au_partenaire", "prochaine_action"),
        PAR_REFERENCEMENT,
        None,
    ),
    ("Divulgation", ("motif",), PAR_REFERENCEMENT, None),
    ("Divulgation", ("contenu",), PAR_REFERENCEMENT, "{}"),
    ("DemandeEntrante", DEMANDE, PAR_REFERENCEMENT, None),
    ("ConstatTrou", ("note",), "famille__code", None),
]


def aller(apps, schema_editor):
    sceller(apps, "referencements", CHAMPS)


def revenir(apps, schema_editor):
    desceller(apps, "referencements", CHAMPS)


class Migration(migrations.Migration):
    dependencies = [
        ("familles", "0012_sceller_ce_qui_est_ecrit"),
        ("referencements", "0012_textes_scelles"),
    ]

    operations = [migrations.RunPython(aller, revenir)]

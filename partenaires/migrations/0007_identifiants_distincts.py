import uuid

from django.db import migrations


def donner(apps, schema_editor):
    partenaire = apps.get_model("partenaires", "Partenaire")
    lignes = list(partenaire.objects.using(schema_editor.connection.alias).only("pk"))
    for ligne in lignes:
        ligne.identifiant = uuid.uuid4()
    partenaire.objects.using(schema_editor.connection.alias).bulk_update(
        lignes, ["identifiant"], batch_size=500
    )


class Migration(migrations.Migration):
    dependencies = [("partenaires", "0006_partenaire_identifiant")]

    operations = [migrations.RunPython(donner, migrations.RunPython.noop)]
